import * as z from 'zod';
import sessionsSql from '../../../sql/queries/sessions/sessions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRows, sqlBody} from '../statement.ts';

const exactTime = z
	.string()
	.nullable()
	.describe('To the microsecond; null where this role may not read the session');

/** One session as pg_stat_activity has it. What is null of a hidden one is not known; durations are of the server's clock. */
export const sessionRow = z.object({
	pid: z.int(),
	leaderPid: z.int().nullable().describe('The session that this parallel worker works for'),
	backendStart: exactTime.describe('With the process id it tells a session from a later one of that number'),
	type: z.string().nullable().describe('As backend_type of pg_stat_activity'),
	database: z.string().nullable(),
	user: z.string().nullable(),
	superuser: z.boolean(),
	application: z.string().nullable(),
	client: z.string().nullable().describe('Address, or local for a socket'),
	hidden: z.boolean().describe('This role may not read what it does'),
	own: z.boolean().describe('The session that asks'),
	state: z.string().nullable(),
	waitType: z.string().nullable(),
	wait: z.string().nullable(),
	queryMs: z.number().nullable().describe('How long its statement runs; null where none does'),
	transactionMs: z.number().nullable(),
	stateMs: z.number().nullable().describe('How long it has been in this state'),
	sessionMs: z.number().nullable(),
	queryStart: exactTime,
	xid: z.string().nullable().describe('Its transaction has written'),
	xminAge: z.number().nullable().describe('How many transactions ago its snapshot is from'),
	queryId: z.string().nullable().describe('PostgreSQL 14 and later, with compute_query_id'),
	query: z.string().nullable().describe('The statement that runs, or ran last'),
	queryShortened: z.boolean().nullable().describe('Only its beginning is here'),
	queryCut: z.boolean().nullable().describe('The server keeps only its beginning: track_activity_query_size'),
});
export type SessionRow = z.infer<typeof sessionRow>;

const answerRow = sessionRow.extend({all: z.int()});

type Found = {readonly rows: readonly SessionRow[]; readonly all: number};

/** An array of integers as a parameter: the driver does not know its type without asking the server for all types. */
export function integerArray(values: readonly number[]): string {
	return `{${values.join()}}`;
}

/** @param pids these only, whatever they are; null for all sessions of clients and what works for them */
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
