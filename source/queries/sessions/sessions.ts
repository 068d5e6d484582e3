import * as z from 'zod';
import sessionsSql from '../../../sql/queries/sessions/sessions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRows, sqlBody} from '../statement.ts';

const exactTime = z
	.string()
	.nullable()
	.describe('To the microsecond; null when this role may not read the session');

/** One session of pg_stat_activity. Nulls of a hidden session are unknown; durations use the server's clock. */
export const sessionRow = z.object({
	pid: z.int(),
	leaderPid: z.int().nullable().describe('The session of a parallel worker'),
	backendStart: exactTime.describe(
		'With the process id, identifies the session: the server reuses process ids',
	),
	type: z.string().nullable().describe('As backend_type of pg_stat_activity'),
	database: z.string().nullable(),
	user: z.string().nullable(),
	superuser: z.boolean(),
	application: z.string().nullable(),
	client: z.string().nullable().describe('Address, or local for a socket'),
	hidden: z.boolean().describe('This role may not read its state and statement'),
	own: z.boolean().describe('The session that ran this query'),
	state: z.string().nullable(),
	waitType: z.string().nullable(),
	wait: z.string().nullable(),
	queryMs: z.number().nullable().describe('Run time of its statement; null when none runs'),
	transactionMs: z.number().nullable(),
	stateMs: z.number().nullable().describe('Time in this state'),
	sessionMs: z.number().nullable(),
	queryStart: exactTime,
	xid: z.string().nullable().describe('Set when its transaction has written'),
	xminAge: z.number().nullable().describe('Age of its snapshot in transactions'),
	queryId: z.string().nullable().describe('PostgreSQL 14 and later, with compute_query_id'),
	query: z.string().nullable().describe('The running statement, or the last one'),
	queryShortened: z.boolean().nullable().describe('Only the beginning is here'),
	queryCut: z.boolean().nullable().describe('Cut by the server at track_activity_query_size'),
});
export type SessionRow = z.infer<typeof sessionRow>;

const answerRow = sessionRow.extend({all: z.int()});

type Found = {readonly rows: readonly SessionRow[]; readonly all: number};

/** An integer array as a text parameter: with a typed one, the driver would first read all types of the server. */
export function integerArray(values: readonly number[]): string {
	return `{${values.join()}}`;
}

/** @param pids only these, of any type; null for all client sessions and the processes that work for them */
export async function readSessions(
	reader: Reader,
	versionNumber: number,
	pids: readonly number[] | null,
	most: number,
): Promise<Found> {
	const text = sqlBody(forVersion(sessionsSql, versionNumber));
	const parameters = [pids && integerArray(pids), most];
	const rows = parseRows(await reader.read(sql => sql.unsafe(text, parameters)), answerRow);
	return {rows: rows.map(({all: _all, ...row}) => row), all: rows[0]?.all ?? 0};
}
