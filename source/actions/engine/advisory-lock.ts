import {setTimeout as wait} from 'node:timers/promises';
import {duration} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readAdvisoryHolder} from '../../queries/run/watch.ts';
import {describeBlocker} from './progress.ts';
import type {Session} from './session.ts';
import {checkWord, noteWord} from './words.ts';

/** How long to wait for another pgdeck. */
const usualPatienceMs = 30_000;

/**
Takes the lock by trying repeatedly. Waiting for it inside the server would hold a snapshot that CREATE INDEX
CONCURRENTLY of the other session waits for, a deadlock (golang-migrate#960).
@param note receives the state of the wait, once for each holder
@throws {RefusedError} if another session keeps the lock, or a pooler makes session locks unreliable
*/
export async function takeAdvisoryLock(
	session: Session,
	reader: Reader,
	key: string | undefined,
	signal: AbortSignal,
	note: (text: string | undefined) => void,
	patienceMs = usualPatienceMs,
): Promise<void> {
	if (key === undefined) return;
	const deadline = Date.now() + patienceMs;
	let noted: number | undefined;
	for (;;) {
		const [row] = await session<Array<{taken: boolean}>>`select pg_try_advisory_lock(${key}::int8) as taken`;
		if (row?.taken) break;
		const holder = await readAdvisoryHolder(reader, key);
		const who = holder ? describeBlocker(holder, duration) : 'another session';
		if (signal.aborted || Date.now() > deadline) {
			const waitedMs = signal.aborted ? null : patienceMs;
			throw new RefusedError(noteWord('turn-taken', {holder: who, waitedMs}).text);
		}
		// Once per holder, and without its state, which changes all the time.
		if (noted === undefined || (holder?.pid ?? 0) !== noted) {
			const stable = holder ? describeBlocker({...holder, state: null}, duration) : who;
			note(noteWord('turn-wait', {holder: stable}).text);
			noted = holder?.pid ?? 0;
		}
		await wait(250);
	}
	note(undefined);
	// Under transaction pooling the next statement may run in another server session without the lock (pgbouncer#418).
	if (!(await keepsAdvisoryLock(session, key))) throw new RefusedError(checkWord('pooler').text);
}

/** Whether the session still has the lock: a file may release it, for example by DISCARD ALL. */
export async function keepsAdvisoryLock(session: Session, key: string | undefined): Promise<boolean> {
	if (key === undefined) return true;
	const [held] = await session<Array<{here: boolean}>>`
		select exists (
			select from pg_catalog.pg_locks
			where locktype = 'advisory' and granted and pid = pg_backend_pid()
				and objsubid = 1 and (classid::int8 << 32) | objid::int8 = ${key}::int8
				and database = (select oid from pg_catalog.pg_database where datname = current_database())
		) as here
	`;
	return held?.here === true;
}
