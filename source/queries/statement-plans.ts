import * as z from 'zod';
import type {Sql} from '../postgres/connect.ts';
import type {Reader} from '../postgres/reader.ts';
import {parseRawRows, parseRows} from './statement.ts';

const placesRow = z.object({
	statements: z.string().nullable().describe('Schema of pg_stat_statements'),
	hypopg: z.string().nullable().describe('Schema of hypopg, where it can hide an index'),
	installed: z.string().nullable().describe('Version of hypopg in this database'),
	available: z.string().nullable().describe('Version of hypopg that the server has files of'),
});
export type PlanPlaces = z.infer<typeof placesRow>;

/** Where the extensions are, that others may not have put functions of the same names before. */
export async function readPlanPlaces(reader: Reader): Promise<PlanPlaces> {
	const rows = await reader.read(
		sql => sql`
			select
				(
					select n.nspname::text from pg_catalog.pg_extension e
					join pg_catalog.pg_namespace n on n.oid = e.extnamespace
					where e.extname = 'pg_stat_statements'
				) as "statements",
				(
					select n.nspname::text from pg_catalog.pg_extension e
					join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_extension'::regclass
						and d.refobjid = e.oid and d.deptype = 'e' and d.classid = 'pg_catalog.pg_proc'::regclass
					join pg_catalog.pg_proc p on p.oid = d.objid
					join pg_catalog.pg_namespace n on n.oid = p.pronamespace
					where e.extname = 'hypopg' and p.proname = 'hypopg_hide_index'
					limit 1
				) as "hypopg",
				(select e.extversion from pg_catalog.pg_extension e where e.extname = 'hypopg') as "installed",
				(
					select a.default_version from pg_catalog.pg_available_extensions a where a.name = 'hypopg'
				) as "available"
		`,
	);
	const [row] = parseRawRows(rows, placesRow);
	return row ?? {statements: null, hypopg: null, installed: null, available: null};
}

const statementRow = z.object({text: z.string(), calls: z.number()});
export type KnownStatement = z.infer<typeof statementRow>;

/** The statements that name a table and took the most time. Raw: they are planned again. */
export async function readStatementsOn(
	reader: Reader,
	schema: string,
	table: string,
	most: number,
): Promise<KnownStatement[]> {
	const rows = await reader.read(
		sql => sql`
			select s.query as "text", sum(s.calls)::float8 as "calls"
			from ${sql(schema)}.pg_stat_statements s
			where s.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
				and pg_catalog.strpos(pg_catalog.lower(s.query), pg_catalog.lower(${table}::text)) > 0
				and pg_catalog.length(s.query) < 20000
			group by s.query
			order by sum(s.total_exec_time) desc
			limit ${most}
		`,
	);
	return parseRawRows(rows, statementRow);
}

/** How many statements of this database do not show their texts to this role. */
export async function readHiddenTexts(reader: Reader, schema: string): Promise<number> {
	const rows = await reader.read(
		sql => sql`
			select count(*)::int as "hidden"
			from ${sql(schema)}.pg_stat_statements s
			where s.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
				and s.query = '<insufficient privilege>'
		`,
	);
	return parseRows(rows, z.object({hidden: z.int()}))[0]?.hidden ?? 0;
}

/** Of functions and operators that a statement calls by these names: those that are not the system's own. */
export async function readOwnNames(
	reader: Reader,
	functions: readonly string[],
	operators: readonly string[],
): Promise<string[]> {
	const rows = await reader.read(
		sql => sql`
			select distinct p.proname::text as "name" from pg_catalog.pg_proc p
			where p.proname::text in (select pg_catalog.jsonb_array_elements_text(${JSON.stringify(functions)}::text::jsonb))
				and p.pronamespace <> 'pg_catalog'::regnamespace
			union
			select o.oprname::text from pg_catalog.pg_operator o
			where o.oprname::text in (select pg_catalog.jsonb_array_elements_text(${JSON.stringify(operators)}::text::jsonb))
				and o.oprnamespace <> 'pg_catalog'::regnamespace
		`,
	);
	return parseRows(rows, z.object({name: z.string()})).map(({name}) => name);
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

/** How often this transaction itself has scanned these indexes, which the server will count when it ends. */
export async function readOwnScans(
	transaction: Transaction,
	oids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
	const rows = await transaction`
		select o.oid as "oid", pg_catalog.pg_stat_get_xact_numscans(o.oid::int8::oid) as "scans"
		from pg_catalog.unnest(${`{${oids.join()}}`}::int8[]) o(oid)
	`;
	const counted = parseRawRows(rows, z.object({oid: z.int(), scans: z.number()}));
	return new Map(counted.map(({oid, scans}) => [oid, scans]));
}

type IndexName = {readonly plainSchema: string; readonly plainName: string};

/** A plan as EXPLAIN tells it: its cost, the indexes that it reads, and the whole of it. */
export type GenericPlan = {
	readonly cost: number;
	/** Schemas are told by a VERBOSE one alone. */
	reads(index: IndexName): boolean;
	readonly root: unknown;
};

let serial = 0;

/**
Plans a statement without values and without running it: from 16 on by EXPLAIN's own GENERIC_PLAN, before by a prepared
statement, which this transaction takes away again.
@param text one statement, parsed before
*/
export async function explainGeneric(
	transaction: Transaction,
	text: string,
	parameters: number,
	versionNumber: number,
	options: '' | 'VERBOSE, ' = '',
): Promise<GenericPlan> {
	if (versionNumber >= 160_000) {
		return planOf(
			await transaction.unsafe(`EXPLAIN /* pgdeck */ (GENERIC_PLAN, ${options}FORMAT JSON) ${text}`),
		);
	}
	// By a name of its own: where planning fails it stays until the connection is closed.
	const name = `pgdeck_plan_${++serial}`;
	await transaction.unsafe(`PREPARE ${name} AS ${text}`);
	const values = parameters === 0 ? '' : `(${Array(parameters).fill('NULL').join(', ')})`;
	const rows = await transaction.unsafe(
		`EXPLAIN /* pgdeck */ (${options}FORMAT JSON) EXECUTE ${name}${values}`,
	);
	await transaction.unsafe(`DEALLOCATE ${name}`);
	return planOf(rows);
}

/**
Does something in a savepoint that is rolled back in any case, so that its locks go. What fails in it fails alone: in the
transaction itself the driver would remember the error and end all of it by that.
*/
export async function inPassing<T>(
	transaction: Transaction,
	work: (own: Transaction) => Promise<T>,
): Promise<T> {
	return (await transaction.savepoint(async own => {
		await own`savepoint passing`;
		const result = await work(own);
		await own`rollback to savepoint passing`;
		return result;
	})) as T;
}

function planOf(rows: readonly unknown[]): GenericPlan {
	const [row] = rows as ReadonlyArray<{'QUERY PLAN': unknown}>;
	const answer = row?.['QUERY PLAN'];
	const [explained] = (typeof answer === 'string' ? JSON.parse(answer) : answer) as [
		{Plan: {'Total Cost': number}},
	];
	const found = indexesWithin(explained, '');
	return {
		cost: explained.Plan['Total Cost'],
		reads: ({plainSchema, plainName}) =>
			found.some(({schema, name}) => schema === plainSchema && name === plainName),
		root: explained.Plan,
	};
}

/**
An index is in the schema of its table, and that stands at the node that reads the table: above the one that reads the
index, where that is a bitmap. Only VERBOSE tells it.
*/
function indexesWithin(node: unknown, above: string): Array<{schema: string; name: string}> {
	if (node === null || typeof node !== 'object') return [];
	const {Schema: own, 'Index Name': name} = node as {Schema?: unknown; 'Index Name'?: unknown};
	const schema = typeof own === 'string' ? own : above;
	return [
		...(typeof name === 'string' ? [{schema, name}] : []),
		...Object.values(node).flatMap(part => indexesWithin(part, schema)),
	];
}
