import {setTimeout as wait} from 'node:timers/promises';
import type postgres from 'postgres';
import {onTestFinished} from 'vitest';
import type {TestDatabase} from './database.ts';

/** Asks again and again until the answer fits. Fails with the last answer that did not. */
export async function until<Answer>(
	ask: () => Answer | Promise<Answer>,
	fits: (answer: Answer) => boolean,
	withinMs = 30_000,
): Promise<Answer> {
	const deadline = Date.now() + withinMs;
	for (;;) {
		const answer = await ask();
		if (fits(answer)) return answer;
		if (Date.now() > deadline) {
			const shown = JSON.stringify(answer, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
			throw new Error(`Not within ${withinMs} ms. The last answer was: ${shown?.slice(0, 2000)}`);
		}
		await wait(20);
	}
}

/** An open transaction that keeps what its statements took until it is released. */
export type Holder = {
	readonly sql: postgres.Sql;
	readonly pid: number;
	/** Rolls the transaction back. Safe to call twice. */
	release(): Promise<void>;
};

export async function hold(database: TestDatabase, ...statements: readonly string[]): Promise<Holder> {
	const sql = database.session();
	const pid = await pidOf(sql);
	await sql.unsafe('begin');
	for (const statement of statements) await sql.unsafe(statement);
	let released: Promise<unknown> | undefined;
	const release = async () => {
		released ??= sql.unsafe('rollback').catch(() => undefined);
		await released;
	};
	try {
		// A test that fails must not leave the next one waiting.
		onTestFinished(release);
	} catch {
		// Held by a hook, for all tests of a file: it ends with the database.
	}
	return {sql, pid, release};
}

export async function pidOf(sql: postgres.Sql): Promise<number> {
	const [row] = await sql<{pid: number}[]>`select pg_backend_pid() as pid`;
	if (!row) throw new Error('A session has no process id.');
	return row.pid;
}

/** A statement that is under way in a session of its own: `result` fails as the statement does. */
type Running = {
	readonly pid: number;
	readonly result: Promise<unknown>;
};

export async function begin(database: TestDatabase, statement: string): Promise<Running> {
	const sql = database.session();
	const pid = await pidOf(sql);
	const result = (async () => sql.unsafe(statement))();
	// A caller that awaits the result sees the error. Nobody may await it if the session is terminated.
	result.catch(() => undefined);
	return {pid, result};
}

/** Waits until that session, or what it runs, waits for a lock. Fails at once where it has ended instead. */
export async function untilWaiting(database: TestDatabase, who: Running | number): Promise<void> {
	const running = typeof who === 'number' ? {pid: who, result: new Promise(() => undefined)} : who;
	const ended = running.result.then(() => {
		throw new Error('It was expected to wait for a lock, and ran through.');
	});
	const waits = until(
		() => database.sql<{waiting: boolean}[]>`
			select wait_event_type is not distinct from 'Lock' as waiting
			from pg_stat_activity where pid = ${running.pid}`,
		([row]) => row?.waiting === true,
		10_000,
	);
	await Promise.race([waits, ended]);
}

/** Waits until the counters of that index are what they should be: sessions hand them in when they are idle or end. */
export async function untilScans(database: TestDatabase, index: string, scans: number): Promise<void> {
	await until(
		() => database.sql<{scans: string}[]>`
			select pg_stat_get_numscans(to_regclass(${index})) as scans`,
		([row]) => Number(row?.scans) === scans,
	);
}

/** Runs the statements in a session of its own and ends it, which hands in its statistics. */
export async function runAndLeave(database: TestDatabase, ...statements: readonly string[]): Promise<void> {
	const sql = database.session();
	for (const statement of statements) await sql.unsafe(statement);
	await sql.end();
}

/** Returns the error of a promise, and fails the test if there is none. */
export async function failureOf(work: Promise<unknown>): Promise<Error & {code?: string}> {
	try {
		await work;
	} catch (error) {
		return error as Error & {code?: string};
	}
	throw new Error('It was expected to fail, and did not.');
}
