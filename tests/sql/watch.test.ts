import postgres from 'postgres';
import {beforeAll, describe, expect, it} from 'vitest';
import {describeBlocker} from '../../source/actions/engine/progress.ts';
import {migrationLock} from '../../source/actions/migrations/migration-unit.ts';
import {duration} from '../../source/format/quantities.ts';
import {readAdvisoryHolder, readBlockers, readBuildProgress} from '../../source/queries/run/watch.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, hold, pidOf, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(versions)('blockers of a session on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const reader = database.reader();
	const asMonitor = database.reader(await database.createRole(['pg_monitor']));
	const asPlain = database.reader(await database.createRole());

	beforeAll(async () => {
		await sql`create table busy (id int)`;
		await sql`insert into busy select n from generate_series(1, 2000) n`;
	});

	it('are none while it does not wait', async () => {
		expect(await readBlockers(reader, await pidOf(database.session()))).toEqual([]);
		expect(await readBuildProgress(reader, await pidOf(database.session()))).toBeUndefined();
	});

	it('include the holder of the lock, with its state', async () => {
		const holder = await hold(
			database,
			"set local application_name = 'night job'",
			'lock table busy in access exclusive mode /* \u001b[2J\u202e */',
		);
		const waiting = await begin(database, 'select * from busy');
		await untilWaiting(database, waiting);
		const [blocker, ...more] = await readBlockers(asMonitor, waiting.pid);
		expect(more).toEqual([]);
		expect(blocker).toEqual({
			pid: holder.pid,
			user: database.server.user,
			application: 'night job',
			state: 'idle in transaction',
			query: 'lock table busy in access exclusive mode /* \\x1b[2J\\u202e */',
			forMs: expect.any(Number),
		});
		const [truth] = await sql<{ms: number}[]>`
			select (extract(epoch from clock_timestamp() - xact_start) * 1000)::float8 as ms
			from pg_stat_activity where pid = ${holder.pid}`;
		expect(blocker?.forMs).toBeGreaterThan(0);
		expect(blocker?.forMs).toBeLessThanOrEqual(truth?.ms ?? 0);

		// A hidden session has its process ID and nothing made up.
		expect(await readBlockers(asPlain, waiting.pid)).toEqual([
			{
				pid: holder.pid,
				user: database.server.user,
				application: 'night job',
				state: null,
				query: '<insufficient privilege>',
				forMs: null,
			},
		]);
		await holder.release();
		await waiting.result;
	});

	it('include a session ahead in the queue', async () => {
		const holder = await hold(database, 'select from busy limit 1');
		const ahead = await begin(database, 'begin; lock table busy in access exclusive mode');
		await untilWaiting(database, ahead);
		const behind = await begin(database, 'select from busy limit 1');
		await untilWaiting(database, behind);
		expect(await readBlockers(reader, behind.pid)).toMatchObject([
			{pid: ahead.pid, state: 'active', query: 'begin; lock table busy in access exclusive mode'},
		]);
		expect(await readBlockers(reader, ahead.pid)).toMatchObject([{pid: holder.pid}]);
		await sql`select pg_terminate_backend(${ahead.pid})`;
		await holder.release();
		await behind.result;
	});

	it('include a prepared transaction', async () => {
		const name = `orphan ${database.name}`;
		const preparing = await hold(database, 'lock table busy in access exclusive mode');
		await preparing.sql.unsafe(`prepare transaction '${name}'`);
		const waiting = await begin(database, 'select from busy limit 1');
		try {
			await untilWaiting(database, waiting);
			const [blocker, ...more] = await readBlockers(asMonitor, waiting.pid);
			expect(more).toEqual([]);
			expect(blocker).toMatchObject({pid: 0, user: null, state: null, query: null, forMs: null});
			if (blocker)
				expect(describeBlocker(blocker, duration)).toBe('a prepared transaction (see pg_prepared_xacts)');
		} finally {
			await sql.unsafe(`rollback prepared '${name}'`);
		}
		await waiting.result;
	});

	it('are at most five, the oldest transaction first', async () => {
		const holders = [];
		for (let n = 0; n < 7; n++) holders.push(await hold(database, 'select from busy limit 1'));
		const waiting = await begin(database, 'begin; lock table busy in access exclusive mode');
		await untilWaiting(database, waiting);
		const blockers = await readBlockers(reader, waiting.pid);
		expect(blockers.map(({pid}) => pid)).toEqual(holders.slice(0, 5).map(({pid}) => pid));
		await sql`select pg_terminate_backend(${waiting.pid})`;
		for (const holder of holders) await holder.release();
	});

	it('are reported with the progress of a build while it runs', async () => {
		const holder = await hold(database, 'insert into busy values (0)');
		const build = await begin(database, 'create index concurrently on busy (id)');
		await untilWaiting(database, build);
		expect(await readBuildProgress(asMonitor, build.pid)).toEqual({
			phase: 'waiting for writers before build',
			blocksDone: 0,
			blocksTotal: 0,
			tuplesDone: 0,
			tuplesTotal: 0,
			lockersDone: 0,
			lockersTotal: 1,
		});
		expect(await readBlockers(asMonitor, build.pid)).toMatchObject([{pid: holder.pid}]);
		await holder.release();
		await build.result;
		await until(
			() => readBuildProgress(asMonitor, build.pid),
			progress => progress === undefined,
		);
	});

	it('include the holder of an advisory lock in this database with this key', async () => {
		expect(await readAdvisoryHolder(reader, migrationLock)).toBeUndefined();
		const holder = database.session();
		const pid = await pidOf(holder);
		// The halves of the key as a pair are a key of another kind.
		const [low, high] = [Number(migrationLock) % 2 ** 32, Math.floor(Number(migrationLock) / 2 ** 32)];
		await holder`select pg_advisory_lock(${high}::int, ${low}::int)`;
		expect(await readAdvisoryHolder(reader, migrationLock)).toBeUndefined();
		const {host, port, user: username, password} = database.server;
		const elsewhere = postgres({host, port, username, password, database: 'postgres', max: 1});
		await elsewhere`select pg_advisory_lock(${migrationLock}::int8)`;
		expect(await readAdvisoryHolder(reader, migrationLock)).toBeUndefined();

		await holder`select pg_advisory_lock(${migrationLock}::int8)`;
		expect(await readAdvisoryHolder(reader, migrationLock)).toMatchObject({pid, state: 'idle'});
		await holder`select pg_advisory_unlock_all()`;
		expect(await readAdvisoryHolder(reader, migrationLock)).toBeUndefined();

		const preparing = await hold(database, `select pg_advisory_xact_lock(${migrationLock})`);
		await preparing.sql.unsafe(`prepare transaction 'advisory ${database.name}'`);
		expect(await readAdvisoryHolder(reader, migrationLock)).toMatchObject({pid: 0, user: null});
		await sql.unsafe(`rollback prepared 'advisory ${database.name}'`);

		for (const key of ['-1', '-9223372036854775808', '9223372036854775807']) {
			await holder`select pg_advisory_lock(${key}::int8)`;
			expect(await readAdvisoryHolder(reader, key)).toMatchObject({pid});
		}
		await elsewhere.end();
	});
});
