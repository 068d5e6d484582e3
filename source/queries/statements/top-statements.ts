import * as z from 'zod';
import hazardsSql from '../../../sql/queries/statements/plan-hazards.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const topRow = z.object({queryId: z.string(), text: z.string(), calls: z.number()});
export type TopStatement = z.infer<typeof topRow>;

/**
The statements of this database with the most execution time that may have a plan: no utility statements, and none of
pgdeck's own. Raw, as they are planned.
*/
export async function readTopStatements(
	reader: Reader,
	schema: string,
	most: number,
): Promise<TopStatement[]> {
	const rows = await reader.read(
		sql => sql`
			select s.queryid::text as "queryId", min(s.query) as "text", sum(s.calls)::float8 as "calls"
			from ${sql(schema)}.pg_stat_statements s
			where s.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
				and s.queryid is not null
				and pg_catalog.length(s.query) < 20000
				and s.query ~* '^[\\s(]*(--|/[*]|(select|with|insert|update|delete|merge|values|table)\\M)'
				and s.query !~* '^\\s*[a-z]+ /[*] pgdeck [*]/'
			group by s.queryid
			order by sum(s.total_exec_time) desc
			limit ${most}
		`,
	);
	return parseRawRows(rows, topRow);
}

const hazardRow = z.object({
	kind: z.enum(['function', 'operator', 'type', 'relation', 'row-security', 'expression']),
	name: z.string(),
});
export type PlanHazard = z.infer<typeof hazardRow>;

/** The names that must not be planned unasked. Raw, as in the statements. */
export async function readPlanHazards(
	reader: Reader,
	names: Readonly<Record<'functions' | 'operators' | 'types' | 'relations', readonly string[]>>,
): Promise<PlanHazard[]> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(hazardsSql), [JSON.stringify(names)]));
	return parseRawRows(rows, hazardRow);
}
