import {describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {type HealthRow, readDatabaseSize, readHealth} from '../../source/queries/health/health.ts';
import {healthRates} from '../../source/sampler/health/rates.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf, hold, runAndLeave, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(versions)('counters of a database on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	const readers = [database.reader(), database.reader(monitor), database.reader(plain)];

	/** Waits until a counter has moved by that much, and no further. */
	async function untilMoved(before: HealthRow, counter: 'rollbacks' | 'deadlocks', by: number) {
		return until(
			() => readHealth(readers[0] ?? database.reader()),
			health => health[counter] - before[counter] >= by,
		);
	}

	it('count every rollback', async () => {
		const before = await readHealth(database.reader());
		await runAndLeave(database, ...Array.from({length: 7}, () => 'begin; select 1; rollback'));
		expect((await untilMoved(before, 'rollbacks', 7)).rollbacks - before.rollbacks).toBe(7);
	});

	it('count commits, including those of the queries', async () => {
		const before = await readHealth(database.reader());
		await runAndLeave(database, ...Array.from({length: 200}, () => 'select 1'));
		const after = await until(
			() => readHealth(database.reader()),
			health => health.commits - before.commits >= 200,
		);
		expect(after.rollbacks).toBe(before.rollbacks);
	});

	it('count a deadlock', async () => {
		const before = await readHealth(database.reader());
		await sql`create table first (id int)`;
		await sql`create table second (id int)`;
		const [one, other] = await Promise.all([
			hold(database, "set local deadlock_timeout = '10ms'", 'lock table first'),
			hold(database, "set local deadlock_timeout = '1h'", 'lock table second'),
		]);
		const waiting = other.sql.unsafe('lock table first').execute();
		await untilWaiting(database, other.pid);
		expect((await failureOf(one.sql.unsafe('lock table second'))).code).toBe('40P01');
		// Its end hands in what it counted.
		await one.sql.end();
		await waiting;
		await other.release();
		expect((await untilMoved(before, 'deadlocks', 1)).deadlocks - before.deadlocks).toBe(1);
	});

	it('count temporary files', async () => {
		const before = await readHealth(database.reader());
		const session = database.session();
		await session`set work_mem = '64kB'`;
		const rows = await session<{'QUERY PLAN': {Plan: {'Temp Written Blocks': number}}[]}[]>`
			explain (analyze, buffers, format json) select n, repeat('x', 100) from generate_series(1, 20000) n order by 2, 1`;
		const written = rows[0]?.['QUERY PLAN'][0]?.Plan['Temp Written Blocks'] ?? Number.NaN;
		await session.end();
		expect(written).toBeGreaterThan(100);
		const after = await until(
			() => readHealth(database.reader()),
			health => health.tempBytes > before.tempBytes,
		);
		const [truth] = await sql<{bytes: string}[]>`
			select temp_bytes as bytes from pg_stat_database where datname = current_database()`;
		expect(after.tempBytes).toBe(Number(truth?.bytes));
		// The files are at least what was written at once, and less than what merging wrote over again.
		expect(after.tempBytes - before.tempBytes).toBeGreaterThan(20_000 * 100);
		expect(after.tempBytes - before.tempBytes).toBeLessThanOrEqual((written + 2) * 8192);
	});

	it('are the same for every role', async () => {
		const all = await until(
			() => Promise.all(readers.map(reader => readHealth(reader))),
			rows =>
				new Set(rows.map(({rollbacks, deadlocks, tempBytes}) => `${rollbacks} ${deadlocks} ${tempBytes}`))
					.size === 1,
		);
		expect(all.every(({commits}) => commits > 200)).toBe(true);
		expect(
			all.every(
				({inRecovery, senders, standbyLagBytes}) => !inRecovery && senders === 0 && standbyLagBytes === null,
			),
		).toBe(true);
	});

	it('give no rate right after a reset', async () => {
		const reader = openReader(database.connection(), 'sampling');
		const before = await readHealth(reader);
		await sql`select pg_stat_reset()`;
		const after = await until(
			() => readHealth(reader),
			({statsReset}) => statsReset?.getTime() !== before.statsReset?.getTime(),
		);
		expect(healthRates(after, before)).toEqual({rates: null, reset: true});

		await runAndLeave(database, ...Array.from({length: 30}, () => 'begin; select 1; rollback'));
		const later = await until(
			() => readHealth(reader),
			({rollbacks}) => rollbacks - after.rollbacks >= 30,
		);
		const {rates, reset} = healthRates(later, after);
		expect(reset).toBe(false);
		expect((rates?.rollbacks ?? 0) * ((rates?.overMs ?? 0) / 1000)).toBeCloseTo(30, 6);
		expect(rates?.overMs).toBe(later.serverTime.getTime() - after.serverTime.getTime());
		await reader.close();
	});

	it('include the database size for every role', async () => {
		await sql`create table filled as select n, repeat('x', 500) as text from generate_series(1, 2000) n`;
		const truth = async () =>
			Number((await sql<{size: string}[]>`select pg_database_size(current_database()) as size`)[0]?.size);
		// Nothing writes: the caches of the catalogs that a first session leaves are there by now.
		const size = await truth();
		expect(await Promise.all(readers.map(reader => readDatabaseSize(reader)))).toEqual([size, size, size]);
		expect(await truth()).toBe(size);
		expect(size).toBeGreaterThan(2000 * 500);
	});
});
