import {beforeAll, describe, expect, it} from 'vitest';
import {readHorizon} from '../../source/queries/vacuum/horizon.ts';
import {
	readAutovacuumSettings,
	readVacuumObstacles,
	readVacuumRelations,
	readVacuumRuns,
} from '../../source/queries/vacuum/vacuum.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {failureOf, hold, pidOf, runAndLeave, until} from '../helpers/scenario.ts';

describe.each(everyVersion)('the inputs to autovacuum on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const other = await createDatabase(version);
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	const versionNumber = version * 10_000;
	const reader = database.reader();
	const relations = (table?: number) => readVacuumRelations(reader, versionNumber, table);
	const oidOf = async (name: string) => {
		const [row] = await sql<{oid: number}[]>`select ${name}::regclass::oid::int as oid`;
		if (!row) throw new Error(`${name} is not there.`);
		return row.oid;
	};

	beforeAll(async () => {
		await sql.unsafe(`
			create table worked (id int, text text) with (autovacuum_vacuum_scale_factor = 0.00001, toast.autovacuum_enabled = off);
			alter table worked alter text set storage external;
			create table still (id int) with (autovacuum_enabled = off);
			create table parent (id int) partition by range (id);
			create table child partition of parent for values from (0) to (1000);
			create materialized view seen as select n from generate_series(1, 10) n;
			create table "Od""d\u001b[31m" (id int);
		`);
		await runAndLeave(
			database,
			"insert into worked select n, repeat('x', 9000) from generate_series(1, 100) n",
			'insert into child select n from generate_series(0, 99) n',
		);
		// The writes have to be counted before the VACUUM, or they would count as later changes.
		const filled = await oidOf('worked');
		await until(
			() => relations(filled),
			rows => rows.some(row => !row.toast && row.modifiedSinceAnalyze === 100),
		);
		await runAndLeave(database, 'vacuum analyze worked', 'vacuum analyze child');
		await runAndLeave(
			database,
			'delete from worked where id <= 30',
			'insert into worked select n from generate_series(1, 7) n',
			'delete from child where id < 10',
		);
		await until(
			() => relations(filled),
			rows => rows.some(({toast, deadTuples}) => !toast && deadTuples === 30),
		);
	});

	it('cover each table, materialized view and TOAST table, and no parent, view or temporary table', async () => {
		const session = database.session();
		await session`create temporary table mine (id int)`;
		const rows = await relations();
		expect(rows.map(({name, toast}) => `${name}${toast ? ' toast' : ''}`).sort()).toEqual([
			'Od"d\\x1b[31m',
			'child',
			'seen',
			'still',
			'worked',
			'worked toast',
		]);
	});

	it('include the counters and storage parameters of each relation', async () => {
		const [table, toast] = (await relations(await oidOf('worked'))).toSorted((a, b) => a.oid - b.oid);
		expect(table).toMatchObject({
			rowsEstimate: 100,
			deadTuples: 30,
			insertsSinceVacuum: 7,
			modifiedSinceAnalyze: 37,
			options: {autovacuum_vacuum_scale_factor: '0.00001'},
			lastVacuum: expect.any(Date),
			lastAutovacuum: null,
		});
		// TOAST has options of its own here, so those of its table do not count for it.
		expect(toast).toMatchObject({toast: true, options: {autovacuum_enabled: 'off'}, tableOid: table?.oid});
		expect(table?.frozenPages === null).toBe(version < 18);
	});

	it('use the storage parameters of the table for TOAST without its own', async () => {
		await sql.unsafe(`
			create table plain_toast (text text) with (autovacuum_vacuum_threshold = 77);
			alter table plain_toast alter text set storage external;
			insert into plain_toast select repeat('x', 9000) from generate_series(1, 9)
		`);
		await sql`vacuum plain_toast`;
		const rows = await relations(await oidOf('plain_toast'));
		expect(rows.find(({toast}) => toast)?.options).toEqual({autovacuum_vacuum_threshold: '77'});
	});

	it('use the server parameters of the version', async () => {
		const settings = await readAutovacuumSettings(reader);
		expect(settings).toMatchObject({
			autovacuum: 'off',
			track_counts: 'on',
			autovacuum_freeze_max_age: '200000000',
		});
		expect('vacuum_failsafe_age' in settings).toBe(version >= 14);
		expect('autovacuum_vacuum_max_threshold' in settings).toBe(version >= 18);
	});

	it.each(['pg_monitor', 'none'])('are visible to a role with %s', async which => {
		const own = database.reader(which === 'none' ? plain : monitor);
		const rows = await readVacuumRelations(own, versionNumber);
		expect(rows.find(({name}) => name === 'child')).toMatchObject({deadTuples: 10});
		expect(await readVacuumRuns(own, versionNumber)).toEqual([]);
	});

	it('are read without waiting for a locked table, and show the lock', async () => {
		const holder = await hold(database, 'lock table child in access exclusive mode');
		const rows = await relations(await oidOf('child'));
		expect(rows).toMatchObject([{name: 'child', deadTuples: 10}]);
		expect(await readVacuumObstacles(reader)).toContainEqual({
			oid: rows[0]?.oid,
			pid: holder.pid,
			mode: 'AccessExclusiveLock',
		});
		await holder.release();
	});

	describe('VACUUM is held back', () => {
		it('by nobody if there is no holder', async () => {
			// A session of the test before may be about to end.
			await until(
				async () => (await readHorizon(reader)).holders.filter(({here}) => here),
				held => held.length === 0,
			);
		});

		it('by a session with a snapshot, with its identity, start and xmin age', async () => {
			const holder = await hold(database, 'set transaction isolation level repeatable read', 'select 1');
			for (let index = 0; index < 5; index++) await sql`insert into still values (1)`;
			for (const [role, state] of [
				[undefined, 'idle in transaction'],
				[monitor, 'idle in transaction'],
				[plain, null],
			] as const) {
				// Other databases of the server may have older ones.
				const {holders} = await readHorizon(database.reader(role));
				const first = holders.find(({pid}) => pid === holder.pid);
				expect(first).toMatchObject({kind: 'session', pid: holder.pid, state, here: true, catalogs: false});
				// The backend start identifies the session to terminate, and is hidden without the privilege.
				expect(first?.backendStart === null).toBe(state === null);
				expect(first?.age).toBeGreaterThanOrEqual(5);
				expect(first?.since === null).toBe(state === null);
			}
			await holder.release();
		});

		it('by a prepared transaction', async () => {
			const gid = `it's \u001b[31m ${database.name}`;
			const own = database.session();
			await own.unsafe('begin');
			await own.unsafe('insert into still values (1)');
			await own.unsafe(`prepare transaction '${gid.replaceAll("'", "''")}'`);
			try {
				const {holders: rows} = await readHorizon(reader);
				expect(rows).toContainEqual(
					expect.objectContaining({
						kind: 'prepared-transaction',
						name: gid.replace('\u001b', '\\x1b'),
						database: database.name,
						here: true,
					}),
				);
			} finally {
				await own.unsafe(`rollback prepared '${gid.replaceAll("'", "''")}'`);
			}
		});

		it('only in the shared catalogs by a session of another database', async () => {
			const holder = await hold(other, 'set transaction isolation level repeatable read', 'select 1');
			const {holders: rows} = await readHorizon(reader);
			expect(rows.find(({pid}) => pid === holder.pid)).toMatchObject({here: false, database: other.name});
			await holder.release();
		});
	});

	it('never by a running VACUUM, which is shown with phase and table', async () => {
		const session = database.session();
		const pid = await pidOf(session);
		// Every page takes a tenth of a second, so it runs until it is canceled.
		await session`set vacuum_cost_delay = 100`;
		await session`set vacuum_cost_limit = 1`;
		await session`insert into still select n from generate_series(1, 20000) n`;
		const running = failureOf(session`vacuum still`);
		// Other databases of the server may be vacuumed too.
		const seenBy = async (of: typeof reader) =>
			(await readVacuumRuns(of, versionNumber)).find(row => row.pid === pid);
		const run = await until(
			() => seenBy(reader),
			row => row?.phase === 'scanning heap',
		);
		expect(run).toMatchObject({
			pid,
			here: true,
			schema: 'public',
			name: 'still',
			toast: false,
			automatic: false,
			pages: expect.any(Number),
			indexesTotal: version < 17 ? null : 0,
			deadBytes: expect.any(Number),
		});
		expect((await readHorizon(reader)).holders.filter(holder => holder.pid === pid)).toEqual([]);
		expect((await readVacuumObstacles(reader)).filter(lock => lock.pid === pid)).toEqual([]);
		expect((await seenBy(database.reader(monitor)))?.phase).toBe('scanning heap');
		expect(await seenBy(database.reader(plain))).toMatchObject({phase: null});
		await sql`select pg_cancel_backend(${pid})`;
		expect((await running).code).toBe('57014');
	});
});
