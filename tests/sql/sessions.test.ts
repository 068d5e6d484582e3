import {describe, expect, it} from 'vitest';
import {thingWords} from '../../source/domain/locks/words.ts';
import {readLocks} from '../../source/queries/locks/locks.ts';
import {readSessions} from '../../source/queries/sessions/sessions.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, hold, pidOf, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(everyVersion)('sessions on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const versionNumber = version * 10_000;
	const reader = database.reader();
	const monitor = await database.createRole(['pg_monitor']);
	const asMonitor = database.reader(monitor);
	const asPlain = database.reader(await database.createRole());
	const all = async (from = reader) => (await readSessions(from, versionNumber, null, 2000)).rows;
	const sessionOf = async (pid: number, from = reader) => (await all(from)).find(row => row.pid === pid);

	it('show their state and durations', async () => {
		const holder = await hold(
			database,
			"set local application_name = 'night job'",
			'create table made (id int)',
		);
		// The client gets its result a moment before the session is idle.
		const found = await until(
			() => sessionOf(holder.pid, asMonitor),
			row => row?.waitType === 'Client',
		);
		const [truth] = await sql<{start: string}[]>`
			select to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as start
			from pg_stat_activity where pid = ${holder.pid}`;
		expect(found).toMatchObject({
			leaderPid: null,
			backendStart: truth?.start,
			type: 'client backend',
			database: database.name,
			user: database.server.user,
			superuser: true,
			application: 'night job',
			hidden: false,
			own: false,
			state: 'idle in transaction',
			waitType: 'Client',
			queryMs: null,
			xid: expect.stringMatching(/^\d+$/),
			query: 'create table made (id int)',
			queryShortened: false,
			queryCut: false,
		});
		expect(found?.transactionMs).toBeGreaterThanOrEqual(found?.stateMs ?? Number.POSITIVE_INFINITY);
		expect(found?.sessionMs).toBeGreaterThanOrEqual(found?.transactionMs ?? Number.POSITIVE_INFINITY);
	});

	it('are listed with their public columns if hidden from a role', async () => {
		const holder = await hold(database, 'select 1');
		expect(await sessionOf(holder.pid, asPlain)).toMatchObject({
			hidden: true,
			user: database.server.user,
			database: database.name,
			backendStart: null,
			type: null,
			state: null,
			query: null,
			queryMs: null,
			transactionMs: null,
			sessionMs: null,
		});
		const own = (await all(asPlain)).filter(row => row.own);
		expect(own).toMatchObject([{hidden: false, state: 'active', superuser: false}]);
	});

	it('leave out housekeeping processes unless requested by process ID', async () => {
		const rows = await all();
		expect(rows.some(({type}) => type === 'client backend')).toBe(true);
		expect(rows.filter(({type}) => type === 'checkpointer')).toEqual([]);
		const [checkpointer] = await sql<{pid: number}[]>`
			select pid from pg_stat_activity where backend_type = 'checkpointer'`;
		const {rows: asked} = await readSessions(reader, versionNumber, [checkpointer?.pid ?? 0], 5);
		expect(asked).toMatchObject([{type: 'checkpointer', user: null, database: null}]);
	});

	it('are limited, which cuts off idle ones first and keeps the total', async () => {
		const holder = await hold(database, 'select 1');
		const idle = database.session();
		await pidOf(idle);
		const {rows, all: total} = await readSessions(reader, versionNumber, null, 2);
		expect(rows).toHaveLength(2);
		expect(total).toBeGreaterThan(2);
		expect(rows.every(({state}) => state !== 'idle')).toBe(true);
		await holder.release();
	});

	it('list parallel workers with their leader', async () => {
		await sql`create table big as select n from generate_series(1, 200000) n`;
		await sql`create function dawdle(int) returns int language plpgsql volatile parallel safe as
			$$ begin perform pg_sleep(0.002); return $1; end $$`;
		const running = await begin(
			database,
			'set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0; select count(dawdle(n)) from big',
		);
		const workers = await until(
			async () => (await all()).filter(({leaderPid}) => leaderPid === running.pid),
			found => found.length > 0,
		);
		expect(workers[0]).toMatchObject({type: 'parallel worker', hidden: false});
		await sql`select pg_terminate_backend(${running.pid})`;
	});

	it('mark statements cut by the server or in the list', async () => {
		const long = database.session();
		const pid = await pidOf(long);
		await long.unsafe(`select 1 /* ${'x'.repeat(3000)} */`);
		expect(await sessionOf(pid)).toMatchObject({queryCut: true, queryShortened: true, state: 'idle'});
		await long.unsafe(`select 2 /* ${'x'.repeat(300)} */`);
		expect(await sessionOf(pid)).toMatchObject({queryCut: false, queryShortened: true});
		// Three bytes per character: the server drops half a character.
		await long.unsafe(`select 3 /* ${'語'.repeat(3000)} */`);
		expect(await sessionOf(pid)).toMatchObject({queryCut: true});
	});

	it('are sanitized if their names are hostile', async () => {
		const hostile = database.session();
		await hostile.unsafe("set application_name = E'night\\njob'");
		const pid = await pidOf(hostile);
		await hostile.unsafe('select 1 /* \u001b[2J\u202e\u0007 */');
		expect(await sessionOf(pid)).toMatchObject({query: 'select 1 /* \\x1b[2J\\u202e\\x07 */'});
	});

	it('hold locks, listed with waiting ones first', async () => {
		await sql`create table held (id int)`;
		const holder = await hold(database, 'lock table held in share mode', 'select pg_advisory_xact_lock(7)');
		const waiting = await begin(database, 'begin; insert into held values (1)');
		await untilWaiting(database, waiting);
		const {rows, modes, all: total} = await readLocks(asMonitor, versionNumber, 500);
		expect(rows[0]?.granted).toBe(false);
		expect(total).toBeGreaterThanOrEqual(rows.length);
		expect(modes.reduce((sum, {granted, waiting: waits}) => sum + granted + waits, 0)).toBe(total);
		expect(rows.find(({pid}) => pid === waiting.pid && !rows[0]?.granted)).toMatchObject({
			mode: 'RowExclusiveLock',
			granted: false,
			relation: 'held',
			waitMs: version >= 14 ? expect.any(Number) : null,
		});
		const own = rows.filter(({pid}) => pid === holder.pid);
		expect(own.map(row => [thingWords(row), row.mode]).toSorted()).toEqual([
			[expect.stringMatching(/^advisory lock 0:7:1$/), 'ExclusiveLock'],
			['held', 'ShareLock'],
		]);
		const {rows: bounded, all: counted} = await readLocks(asPlain, versionNumber, 1);
		expect(bounded).toHaveLength(1);
		expect(counted).toBeGreaterThan(1);
		await holder.release();
		await waiting.result;
		await sql`select pg_terminate_backend(${waiting.pid})`;
	});
});
