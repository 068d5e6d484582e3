import type postgres from 'postgres';
import {beforeAll, describe, expect, it} from 'vitest';
import {type HealthRow, readHealth} from '../../source/queries/health/health.ts';
import {versions} from '../helpers/database.ts';
import {failureOf, pidOf, until} from '../helpers/scenario.ts';
import {createServer} from '../helpers/scenario-server.ts';

describe.each(versions)('sessions of PostgreSQL %d', async version => {
	const server = await createServer(version);
	const admin = server.session();
	const monitor = {user: 'watcher', password: 'secret'};
	const plain = {user: 'stranger', password: 'secret'};
	// Kept open: each reader is a session that is counted.
	const superuser = server.reader('sampling');
	const asMonitor = server.reader('sampling', monitor);
	const asPlain = server.reader('sampling', plain);

	/** The oldest transaction: holds the table and is idle. */
	let holder: postgres.Sql;
	let holding: {since: Date};
	let sleeping: {since: Date};

	beforeAll(async () => {
		await admin`create role watcher login password 'secret'`;
		await admin`create role stranger login password 'secret'`;
		await admin`grant pg_monitor to watcher`;
		await admin`create table held (id int)`;

		holder = server.session();
		await holder.unsafe('begin');
		await holder.unsafe('lock table held in access exclusive mode');
		const [began] = await holder<{since: Date}[]>`select now() as since`;
		if (!began) throw new Error('The holder has no time.');
		holding = began;

		const aborted = server.session();
		await aborted.unsafe('begin');
		await failureOf(aborted.unsafe('select 1 / 0'));
		for (const idle of [server.session('template1'), server.session()]) await idle`select 1`;

		const sleeper = server.session('template1');
		const pid = await pidOf(sleeper);
		sleeper.unsafe('select pg_sleep(1000)').catch(() => undefined);
		const [asleep] = await until(
			() => admin<{since: Date}[]>`
				select query_start as since from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`,
			rows => rows.length === 1,
		);
		if (!asleep) throw new Error('Nobody sleeps.');
		sleeping = asleep;

		const waiter = server.session();
		const waiting = await pidOf(waiter);
		waiter.unsafe('select * from held').catch(() => undefined);
		await until(
			() => admin`select from pg_stat_activity where pid = ${waiting} and wait_event_type = 'Lock'`,
			rows => rows.length === 1,
		);
		await Promise.all([readHealth(superuser), readHealth(asMonitor), readHealth(asPlain)]);
	});

	/** Idle sessions: two of the test, its superuser, and the two other readers. */
	const idle = 2 + 1 + 2;
	const total = 4 + idle + 1;

	/** A health row, and bounds for the age of a moment while it was read. */
	async function read(reader: typeof superuser) {
		const clock = async () => {
			const [row] = await admin<{now: Date}[]>`select clock_timestamp() as now`;
			return row?.now.getTime() ?? Number.NaN;
		};
		const before = await clock();
		const health = await readHealth(reader);
		const after = await clock();
		const expectSince = (value: number | null, since: Date) => {
			// Times of the driver have no microseconds.
			expect(value).toBeGreaterThanOrEqual(before - since.getTime() - 1);
			expect(value).toBeLessThanOrEqual(after - since.getTime() + 1);
		};
		return {health, expectSince};
	}

	const states = ({
		total,
		active,
		idle,
		idleInTransaction,
		idleInTransactionAborted,
		other,
		hidden,
	}: HealthRow) => ({
		...{total, active, idle, idleInTransaction, idleInTransactionAborted, other, hidden},
	});

	it.each([
		['a superuser', superuser],
		['a member of pg_monitor', asMonitor],
	])('are counted by state for %s', async (_who, reader) => {
		const {health, expectSince} = await read(reader);
		expect(states(health)).toEqual({
			total,
			active: 2,
			idle,
			idleInTransaction: 1,
			idleInTransactionAborted: 1,
			other: 0,
			hidden: 0,
		});
		expect(health.waitingForLock).toBe(1);
		expectSince(health.oldestTransactionMs, holding.since);
		expectSince(health.longestQueryMs, sleeping.since);
		const [setting] = await admin<{max: number}[]>`select current_setting('max_connections')::int as max`;
		expect(health.maxConnections).toBe(setting?.max);
	});

	it('are hidden, not zero, for a role that may not see them', async () => {
		const {health} = await read(asPlain);
		expect(states(health)).toEqual({
			total,
			active: 0,
			idle: 0,
			idleInTransaction: 0,
			idleInTransactionAborted: 0,
			other: 0,
			hidden: total - 1,
		});
		expect(health.oldestTransactionMs).toBeNull();
		expect(health.longestQueryMs).toBeNull();
	});

	it('exclude the asking session from the oldest transaction and the longest query', async () => {
		await holder.unsafe('rollback');
		await until(
			() => admin`select from pg_stat_activity where wait_event_type = 'Lock'`,
			rows => rows.length === 0,
		);
		await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'template1' or state ~ 'aborted'`;
		// Terminated sessions take a moment to disappear.
		const health = await until(
			() => readHealth(superuser),
			({active}) => active === 0,
		);
		expect(health.oldestTransactionMs).toBeNull();
		expect(health.longestQueryMs).toBeNull();
	});
});
