import * as z from 'zod';
import keysSql from '../../../sql/queries/registry/alerts-keys.sql';
import metricsSql from '../../../sql/queries/registry/alerts-metrics.sql';
import openSql from '../../../sql/queries/registry/alerts-open.sql';
import poolsSql from '../../../sql/queries/registry/alerts-pools.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, readRows, time} from '../statement.ts';

export const connectionPool = z.object({
	id: z.string(),
	name: z.string(),
	size: z.int(),
	inUse: z.int(),
	waiting: z.int(),
	utilisation: z.number().nullable().describe('Percent; null for a pool of size 0'),
	reportedAt: time.nullable(),
});

export const openAlert = z.object({
	id: z.string(),
	serverId: z.string().nullable(),
	type: z.string(),
	severity: z.string(),
	message: z.string(),
	value: z.number().nullable(),
	threshold: z.number().nullable(),
	since: time,
});

export const apiKey = z.object({
	table: z.enum(['api_keys', 'enhanced_api_keys']),
	id: z.string(),
	name: z.string().nullable(),
	locked: z.boolean(),
	expiresAt: time.nullable(),
});

export const slowQuery = z.object({
	id: z.string().describe('Its hash, or the queryid of pg_stat_statements'),
	queryId: z.string().nullable().describe('In pg_stat_statements; null by the registry'),
	user: z.string().nullable(),
	what: z.string().describe('For people: its name in a list'),
	calls: z.number(),
	averageMs: z.number(),
	longestMs: z.number(),
});
export type SlowQuery = z.infer<typeof slowQuery>;

export const readPools = (reader: Reader) => readRows(reader, poolsSql, connectionPool);
export const readOpenAlerts = (reader: Reader) => readRows(reader, openSql, openAlert);
/** Locked keys, and keys that expire within a week. */
export const readApiKeys = (reader: Reader) => readRows(reader, keysSql, apiKey);
/** Queries of the last day, as the registry measured them. */
export const readSlowMetrics = (reader: Reader) => readRows(reader, metricsSql, slowQuery);

/** Fewer calls than this do not predict the next one. */
const leastCalls = 3;

/**
Statements that take more than a second on average and recur, unlike an index build or a restore. From
pg_stat_statements in whatever schema, without texts, which the server would read from a file.
*/
export async function readSlowStatements(reader: Reader): Promise<SlowQuery[]> {
	const [place] = parseRows(
		await reader.read(
			sql => sql`
				select n.nspname::text as "schema"
				from pg_proc p
				join pg_namespace n on n.oid = p.pronamespace
				-- Since version 1.8 planning and execution times are separate.
				where p.proname = 'pg_stat_statements' and 'mean_exec_time' = any (p.proargnames)
				limit 1
			`,
		),
		z.object({schema: z.string()}),
	);
	if (!place) return [];
	const rows = await reader.read(
		sql => sql`
			select
				s.queryid::text as "id",
				s.queryid::text as "queryId",
				pg_get_userbyid(s.userid)::text as "user",
				concat('query ', s.queryid, ' of ', pg_get_userbyid(s.userid)) as "what",
				s.calls::float8 as "calls",
				s.mean_exec_time as "averageMs",
				s.max_exec_time as "longestMs"
			from ${sql(place.schema)}.pg_stat_statements(false) s
			where s.mean_exec_time > 1000
				and s.calls >= ${leastCalls}
				and s.queryid is not null
				and s.dbid = (select oid from pg_database where datname = current_database())
			order by s.total_exec_time desc
			limit 20
		`,
	);
	return parseRows(rows, slowQuery);
}
