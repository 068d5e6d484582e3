import * as z from 'zod';
import preparedSql from '../../../sql/queries/sessions/prepared-facts.sql';
import nowSql from '../../../sql/queries/sessions/session-now.sql';
import factsSql from '../../../sql/queries/sessions/signal-facts.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, sqlBody} from '../statement.ts';
import {integerArray} from './sessions.ts';

const factsRow = z.object({
	pid: z.int(),
	needsSuperuser: z.boolean(),
	maySignal: z.boolean(),
	maySignalAutovacuum: z.boolean().describe('PostgreSQL 18 and later'),
	sameProgram: z.boolean().nullable().describe('Role, name and address are those of this pgdeck'),
	holds: z
		.array(z.object({mode: z.string(), relation: z.string()}))
		.describe('At most four, the strongest first'),
	locks: z.int().describe('On relations of this database'),
});
export type SignalFacts = z.infer<typeof factsRow>;

export async function readSignalFacts(reader: Reader, pids: readonly number[]): Promise<SignalFacts[]> {
	const parameters = [integerArray(pids)];
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(factsSql), parameters)), factsRow);
}

const nowRow = z.object({
	same: z.boolean(),
	state: z.string().nullable(),
	queryStart: z.string().nullable(),
	waitType: z.string().nullable(),
	wait: z.string().nullable(),
});
export type SessionNow = z.infer<typeof nowRow>;

/** The current state of that process; undefined when there is none. */
export async function readSessionNow(
	reader: Reader,
	pid: number,
	backendStart: string,
): Promise<SessionNow | undefined> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(nowSql), [pid, backendStart])), nowRow)[0];
}

const preparedRow = z.object({
	gid: z.string(),
	statement: z.string(),
	transaction: z.string(),
	preparedAt: z.string(),
	preparedMs: z.number(),
	owner: z.string(),
	database: z.string(),
	here: z.boolean(),
	mayFinish: z.boolean(),
});
export type PreparedFacts = z.infer<typeof preparedRow>;

/** Raw, to be sent back to the server. The screen shows them through `sanitize`. */
export async function readPreparedFacts(reader: Reader): Promise<PreparedFacts[]> {
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(preparedSql))), preparedRow);
}
