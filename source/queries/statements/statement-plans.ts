import * as z from 'zod';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows} from '../statement.ts';

const placesRow = z.object({
	statements: z.string().nullable().describe('Schema of pg_stat_statements'),
	hypopg: z.string().nullable().describe('Schema of hypopg, where it can hide an index'),
	installed: z.string().nullable().describe('Version of hypopg in this database'),
	available: z.string().nullable().describe('Version of hypopg that the server has files of'),
});
export type PlanPlaces = z.infer<typeof placesRow>;

/** The schemas of the extensions, so that functions of the same name in other schemas are not called. */
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

/** The statements on a table with the most execution time. Raw, as they are planned again. */
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

/** The number of statements in this database whose text is hidden from this role. */
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

/** The functions and operators of these names that are not in pg_catalog. */
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
