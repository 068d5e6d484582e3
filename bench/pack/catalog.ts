import {performance} from 'node:perf_hooks';
import type {Sql} from 'postgres';

export type PackIndex = {
	/** With its schema unless that is public. */
	readonly name: string;
	readonly table: string;
	readonly definition: string;
	/** Its first column references another table: deleting a row there searches here. */
	readonly servesForeignKey: boolean;
};

/**
The pack's indexes for speed: named idx_… and not unique. Primary keys and unique constraints are rules and stay. Of a
partitioned index only the parent is listed.
*/
export function packIndexes(sql: Sql): Promise<PackIndex[]> {
	return sql<PackIndex[]>`
		select
			pg_index.indexrelid::regclass::text as name,
			pg_index.indrelid::regclass::text as table,
			-- pg_get_indexdef prints ON ONLY for an index on a partitioned table.
			replace(pg_get_indexdef(pg_index.indexrelid), ' ON ONLY ', ' ON ') as definition,
			exists (
				select from pg_constraint
				where contype = 'f' and conrelid = pg_index.indrelid and conkey[1] = pg_index.indkey[0]
			) as "servesForeignKey"
		from pg_index
			join pg_class on pg_class.oid = pg_index.indexrelid
		where relname like 'idx\_%' and not relispartition and not indisunique
			and relnamespace in ('public'::regnamespace, 'mcp'::regnamespace)
		order by pg_index.indrelid::regclass::text, relname`;
}

/** Drops them. Their names come quoted from the server. */
export async function dropIndexes(sql: Sql, indexes: readonly PackIndex[]): Promise<void> {
	await sql.unsafe(`drop index ${indexes.map(({name}) => name).join(', ')}`);
}

/** Runs work in a transaction without these indexes, and rolls it back. */
export async function undone<Result>(
	sql: Sql,
	dropped: readonly PackIndex[],
	work: () => Promise<Result>,
): Promise<Result> {
	await sql`begin`;
	try {
		if (dropped.length > 0) await dropIndexes(sql, dropped);
		return await work();
	} finally {
		await sql`rollback`;
	}
}

/** Builds them again by their definitions. Returns the milliseconds of each. */
export async function buildIndexes(
	sql: Sql,
	indexes: readonly PackIndex[],
): Promise<ReadonlyMap<string, number>> {
	const buildMs = new Map<string, number>();
	for (const {name, definition} of indexes) {
		const began = performance.now();
		await sql.unsafe(definition);
		buildMs.set(name, performance.now() - began);
	}
	return buildMs;
}

type IndexPart = {readonly part: string; readonly owner: string; readonly bytes: number};

/** Every index, or every partition of one, with the index that it belongs to. */
export async function indexParts(sql: Sql): Promise<IndexPart[]> {
	return await sql<IndexPart[]>`
		with recursive member as (
			select oid as owner, oid as part from pg_class where relkind in ('i', 'I') and not relispartition
			union all
			select member.owner, inhrelid from member join pg_inherits on inhparent = member.part
		)
		select relname as part, owner::regclass::text as owner, pg_relation_size(part)::float8 as bytes
		from member join pg_class on pg_class.oid = member.part
		where relnamespace in ('public'::regnamespace, 'mcp'::regnamespace)`;
}

export type TableSize = {readonly name: string; readonly rows: number; readonly bytes: number};

/** Rows as of the last ANALYZE and bytes of the tables without indexes, the largest first. */
export async function tableSizes(sql: Sql): Promise<TableSize[]> {
	return await sql<TableSize[]>`
		with recursive member as (
			select oid as owner, oid as part from pg_class
			where relkind in ('r', 'p') and not relispartition
				and relnamespace in ('public'::regnamespace, 'mcp'::regnamespace)
			union all
			select member.owner, inhrelid from member join pg_inherits on inhparent = member.part
		)
		select owner::regclass::text as name, sum(reltuples)::float8 as rows, sum(pg_table_size(part))::float8 as bytes
		from member join pg_class on pg_class.oid = part and relkind = 'r'
		group by owner having sum(reltuples) > 0
		order by bytes desc`;
}
