import * as z from 'zod';
import progressSql from '../../../sql/queries/run/build-progress.sql';
import waitingSql from '../../../sql/queries/run/waiting-for.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

export const blockerRow = z.object({
	pid: z.int().describe('0 for a prepared transaction'),
	user: z.string().nullable(),
	application: z.string().nullable(),
	state: z.string().nullable(),
	query: z.string().nullable(),
	forMs: z.number().nullable().describe('Age of its transaction'),
});
export type Blocker = z.infer<typeof blockerRow>;

const progressRow = z.object({
	phase: z.string(),
	blocksDone: z.number(),
	blocksTotal: z.number(),
	tuplesDone: z.number(),
	tuplesTotal: z.number(),
	lockersDone: z.int(),
	lockersTotal: z.int(),
});
export type BuildProgress = z.infer<typeof progressRow>;

export async function readBlockers(reader: Reader, pid: number): Promise<Blocker[]> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(waitingSql), [pid])), blockerRow);
}

export async function readBuildProgress(reader: Reader, pid: number): Promise<BuildProgress | undefined> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(progressSql), [pid])), progressRow)[0];
}

/** The session that holds the advisory lock with that key in this database. */
export async function readAdvisoryHolder(reader: Reader, key: string): Promise<Blocker | undefined> {
	const rows = await reader.read(
		sql => sql`
			select
				coalesce(l.pid, 0)::int as "pid",
				a.usename::text as "user",
				a.application_name::text as "application",
				a.state::text as "state",
				left(a.query, 200) as "query",
				(extract(epoch from clock_timestamp() - a.backend_start) * 1000)::float8 as "forMs"
			from pg_locks l
			left join pg_stat_activity a on a.pid = l.pid
			where l.locktype = 'advisory' and l.granted
				and l.database = (select oid from pg_database where datname = current_database())
				-- pg_locks splits an eight-byte key in two (documentation, 53.13); objsubid 2 marks pairs of four-byte keys.
				and l.objsubid = 1 and (l.classid::int8 << 32) | l.objid::int8 = ${key}::int8
		`,
	);
	return parseRows(rows, blockerRow)[0];
}
