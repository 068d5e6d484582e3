import * as z from 'zod';
import locksSql from '../../../sql/queries/blocking/blocking-locks.sql';
import waitersSql from '../../../sql/queries/blocking/blocking-waiters.sql';
import type {Reader} from '../../postgres/reader.ts';
import {integerArray, readSessions, type SessionRow} from '../sessions/sessions.ts';
import {forVersion, parseRows, sqlBody} from '../statement.ts';

const waiterRow = z.object({
	pid: z.int(),
	blockers: z.array(z.int()).describe('0 is a prepared transaction'),
	all: z.int(),
});
type WaiterRow = z.infer<typeof waiterRow>;

/** A locked object, as in pg_locks. */
export const lockedThing = z.object({
	kind: z.string().describe('As locktype of pg_locks'),
	relation: z.string().nullable().describe('Its name, in this database only'),
	oid: z.number().nullable().describe('OID of the relation or object'),
	databaseOid: z.number().nullable(),
	here: z.boolean().describe('In this database, or in none'),
	detail: z.string().nullable().describe('Transaction, page and row, or advisory lock key'),
});
export type LockedThing = z.infer<typeof lockedThing>;

const blockingLockRow = lockedThing.extend({
	pid: z.int().describe('0 for a prepared transaction'),
	gid: z.string().nullable(),
	preparedAt: z.string().nullable(),
	preparedMs: z.number().nullable(),
	owner: z.string().nullable(),
	preparedIn: z.string().nullable(),
	tag: z.string().describe('The same for all locks on the same object'),
	mode: z.string(),
	granted: z.boolean(),
	waitMs: z.number().nullable().describe('PostgreSQL 14 and later'),
});
export type BlockingLockRow = z.infer<typeof blockingLockRow>;

async function readWaiters(reader: Reader, most: number): Promise<WaiterRow[]> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(waitersSql), [most])), waiterRow);
}

/** Locks of the waiters, and those of their blockers on the same objects. */
async function readBlockingLocks(
	reader: Reader,
	versionNumber: number,
	waiters: readonly number[],
	blockers: readonly number[],
): Promise<BlockingLockRow[]> {
	const text = sqlBody(forVersion(locksSql, versionNumber));
	const parameters = [integerArray(waiters), integerArray(blockers)];
	return parseRows(await reader.read(sql => sql.unsafe(text, parameters)), blockingLockRow);
}

/** pg_blocking_pids stops the lock manager for a moment for each waiter. */
const most = 200;

export type BlockingFacts = {
	readonly waiters: readonly WaiterRow[];
	readonly locks: readonly BlockingLockRow[];
	readonly sessions: readonly SessionRow[];
};

/** Waiters, their blockers and locks. One cheap query while no session waits. */
export async function readBlocking(reader: Reader, versionNumber: number): Promise<BlockingFacts> {
	const waiters = await readWaiters(reader, most);
	if (waiters.length === 0) return {waiters, locks: [], sessions: []};
	const waiting = waiters.map(({pid}) => pid);
	const blockers = [...new Set(waiters.flatMap(row => row.blockers))].filter(pid => pid !== 0);
	const pids = [...new Set([...waiting, ...blockers])];
	const [locks, {rows}] = await Promise.all([
		readBlockingLocks(reader, versionNumber, waiting, blockers),
		readSessions(reader, versionNumber, pids, pids.length),
	]);
	return {waiters, locks, sessions: rows};
}
