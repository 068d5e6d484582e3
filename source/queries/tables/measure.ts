import * as z from 'zod';
import extensionsSql from '../../../sql/queries/tables/measure-extensions.sql';
import indexSql from '../../../sql/queries/tables/measure-index.sql';
import tableSql from '../../../sql/queries/tables/measure-table.sql';
import targetSql from '../../../sql/queries/tables/measure-target.sql';
import namedSql from '../../../sql/queries/tables/relation-named.sql';
import freeSpaceSql from '../../../sql/queries/tables/table-free-space.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, sqlBody} from '../statement.ts';
import {withheldOr} from './schema-withheld.ts';

const extensionRow = z.object({
	name: z.enum(['pgstattuple', 'pg_freespacemap']),
	schema: z.string().nullable(),
	available: z.boolean(),
	allowed: z.boolean(),
});
export type MeasuringExtension = z.infer<typeof extensionRow>;

const targetRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	kind: z.string(),
	method: z.string().nullable(),
	unloggedOnStandby: z.boolean(),
	temporary: z.boolean(),
	valid: z.boolean(),
	locked: z.boolean(),
	bytes: z.number().nullable(),
	whole: z.boolean(),
	visibleBytes: z.number(),
	blockBytes: z.int(),
	fillfactor: z.int(),
});
export type MeasureTarget = z.infer<typeof targetRow>;

const tableRow = z.object({
	bytes: z.number(),
	tuples: z.number(),
	liveBytes: z.number(),
	deadTuples: z.number(),
	deadBytes: z.number(),
	freeBytes: z.number(),
	scannedShare: z.number(),
});
export type MeasuredHeap = z.infer<typeof tableRow>;

const indexRow = z.object({
	bytes: z.number(),
	leafPages: z.number(),
	emptyPages: z.number(),
	deletedPages: z.number(),
	density: z.number().nullable(),
	fragmentation: z.number().nullable(),
});
export type MeasuredBtree = z.infer<typeof indexRow>;

export const freeSpaceRow = z.object({oid: z.int(), freeBytes: z.number(), sampled: z.boolean()});
export type FreeSpace = z.infer<typeof freeSpaceRow>;

/** The schema name is raw: it is sent back to the server. */
export async function readMeasuringExtensions(reader: Reader): Promise<MeasuringExtension[]> {
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(extensionsSql))), extensionRow);
}

/** The relation and the TOAST of a table; empty if it no longer exists. */
export async function readMeasureTarget(reader: Reader, oid: number): Promise<MeasureTarget[]> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(targetSql), [oid])), targetRow);
}

/** @returns undefined if no relation has that name */
export async function readRelationNamed(reader: Reader, name: string): Promise<number | undefined> {
	const rows = await reader
		.read(sql => sql.unsafe(sqlBody(namedSql), [name]))
		.catch(async (error: unknown) => {
			throw await withheldOr(reader, name, error);
		});
	return parseRows(rows, z.object({oid: z.int().nullable()}))[0]?.oid ?? undefined;
}

type Cancellable = {cancel(): void};

/** Cancels the statement on the server when the signal aborts: closing the connection would let it run on. */
function cancelled<Query extends object>(query: Query, signal: AbortSignal | undefined): Query {
	signal?.addEventListener('abort', () => (query as unknown as Cancellable).cancel(), {once: true});
	return query;
}

/** @param whole uses pgstattuple, which reads every page */
export async function measureHeap(
	reader: Reader,
	schema: string,
	{oid, whole}: {oid: number; whole: boolean},
	signal?: AbortSignal,
): Promise<MeasuredHeap | undefined> {
	const rows = await reader.read(sql => {
		const all = sql`select table_len, tuple_count as approx_tuple_count, tuple_len as approx_tuple_len, dead_tuple_count, dead_tuple_len,
			free_space as approx_free_space, 100 as scanned_percent
			from ${sql(schema)}.pgstattuple(${oid}::int8::oid::pg_catalog.regclass)`;
		const most = sql`select * from ${sql(schema)}.pgstattuple_approx(${oid}::int8::oid::pg_catalog.regclass)`;
		const body = sql.unsafe(sqlBody(tableSql));
		return cancelled(sql`with measured as (${whole ? all : most}) ${body}`, signal);
	});
	return parseRows(rows, tableRow)[0];
}

export async function measureBtree(
	reader: Reader,
	schema: string,
	oid: number,
	signal?: AbortSignal,
): Promise<MeasuredBtree | undefined> {
	const rows = await reader.read(sql =>
		cancelled(
			sql`with measured as (
				select * from ${sql(schema)}.pgstatindex(${oid}::int8::oid::pg_catalog.regclass)
			) ${sql.unsafe(sqlBody(indexSql))}`,
			signal,
		),
	);
	return parseRows(rows, indexRow)[0];
}

/**
Reusable bytes of each table by its free space map.
@param most pages to sample of each
*/
export async function readFreeSpace(
	reader: Reader,
	schema: string,
	oids: readonly number[],
	most: number,
): Promise<FreeSpace[]> {
	if (oids.length === 0) return [];
	const rows = await reader.read(
		sql =>
			sql`with wanted as (
				select c.oid, pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int as total
				from pg_catalog.pg_class c
				where c.oid = any (${`{${oids.join()}}`}::text::oid[])
			), pages as (
				select w.oid, w.total, ${sql(schema)}.pg_freespace(w.oid::pg_catalog.regclass, page)::float8 as free
				from wanted w
				cross join lateral pg_catalog.generate_series(0, w.total - 1, greatest(1, w.total / ${most}::int)) page
			) ${sql.unsafe(sqlBody(freeSpaceSql))}`,
	);
	return parseRows(rows, freeSpaceRow);
}
