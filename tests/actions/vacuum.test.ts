import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, until} from '../helpers/scenario.ts';
import {actionWaits, blocking, details, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('vacuuming tables of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const oids = (names: readonly string[]) => Promise.all(names.map(name => oidOf(database, name)));
	const request = async (...names: readonly string[]) =>
		({action: 'vacuum', tables: await oids(names)}) as const;
	const vacuumedAt = async (name: string) =>
		(await sql<{at: Date | null}[]>`select pg_stat_get_last_vacuum_time(to_regclass(${name})) as at`)[0]?.at;
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int primary key, n int); insert into busy select n, n from generate_series(1, 1000) n;
			create table calm (id int); insert into calm select generate_series(1, 10)`);
	});

	it('is planned table by table, with TRUNCATE off and checks of horizon and locks', async () => {
		const plan = await operator.plan(await request('busy', 'calm'));
		expect(plan).toMatchObject({title: 'VACUUM 2 tables', risk: 'low'});
		expect(plan.typedWord).toBeUndefined();
		expect(plan.units).toMatchObject([
			{
				title: 'VACUUM public.busy',
				transactional: false,
				statements: [{text: 'VACUUM (TRUNCATE off) public.busy', lock: 'SHARE UPDATE EXCLUSIVE'}],
			},
			{statements: [{text: 'VACUUM (TRUNCATE off) public.calm'}]},
		]);
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'pass')).toEqual(
			expect.arrayContaining([
				'nothing has held back the xmin horizon for more than a minute',
				'no lock to wait for',
			]),
		);
	});

	it('runs with every option, and reports the dead rows', async () => {
		await sql`delete from busy where id <= 500`;
		await until(
			() => sql<{dead: string}[]>`select pg_stat_get_dead_tuples('busy'::regclass) as dead`,
			([row]) => row?.dead === '500',
		);
		const options = {freeze: true, analyze: true, indexCleanup: 'on', truncate: true, parallel: 0} as const;
		const run = await operator.act({...(await request('busy')), options});
		expect(run.status).toBe('done');
		expect(run.plan.units[0]?.statements[0]?.text).toBe(
			'VACUUM (FREEZE, ANALYZE, INDEX_CLEANUP on, TRUNCATE on, PARALLEL 0) public.busy',
		);
		expect(run.units[0]?.note).toBe(version < 15 ? undefined : '0 dead rows, before 500');
		await until(
			() => vacuumedAt('busy'),
			at => at instanceof Date,
		);
		expect(operator.events().slice(-2)).toEqual(['started: VACUUM public.busy', 'done: VACUUM public.busy']);
	});

	it('FULL asks for the name of the table, and warns of the space it requires', async () => {
		const plan = await operator.plan({...(await request('busy')), options: {full: true, analyze: true}});
		expect(plan).toMatchObject({
			title: 'VACUUM FULL public.busy',
			risk: 'high',
			typedWord: 'public.busy',
			units: [{statements: [{text: 'VACUUM (FULL, ANALYZE) public.busy', lock: 'ACCESS EXCLUSIVE'}]}],
		});
		expect(details(plan, 'warn').join()).toMatch(
			/written to new files with its 1 index: requires up to .* n\/a/,
		);
		expect((await operator.run(plan)).status).toBe('done');
	});

	it('names the session it would wait for, and no young holder of the horizon', async () => {
		const preparing = database.session();
		for (const text of ['begin', 'insert into busy values (0)', "prepare transaction 'left over'"]) {
			await preparing.unsafe(text);
		}
		try {
			const holder = await hold(database, "set application_name = 'ddl'", 'lock table calm in share mode');
			const plan = await operator.plan(await request('calm'));
			expect(details(plan, 'warn')).toEqual([
				expect.stringMatching(`waits for session ${holder.pid} "ddl" of .*, idle in transaction`),
			]);
		} finally {
			await sql`rollback prepared 'left over'`;
		}
	});

	it('vacuums the partitions of a partitioned table', async () => {
		await sql.unsafe(`create table parts (id int) partition by range (id);
			create table parts_1 partition of parts for values from (0) to (10) partition by range (id);
			create table "parts 1a" partition of parts_1 for values from (0) to (5);
			create table parts_2 partition of parts for values from (10) to (20)`);
		const run = await operator.act(await request('parts'));
		expect(run.plan.units.map(({title}) => title)).toEqual([
			'VACUUM public.parts_2',
			'VACUUM public."parts 1a"',
		]);
		expect(run.status).toBe('done');
	});

	it('SKIP_LOCKED skips a locked table, and says so', async () => {
		const holder = await hold(database, 'lock table calm in share mode');
		const run = await operator.act({...(await request('calm')), options: {skipLocked: true}});
		expect(run.status).toBe('done');
		expect(run.units[0]?.note).toMatch(/^The server says: skipping vacuum of "calm" --- lock not available/);
		await holder.release();
	});

	it.each(['cancelled', 'cut off'] as const)('%s while it waits, skips the rest', async how => {
		const holder = await hold(database, 'lock table busy in share mode');
		const run = operator.begin(await operator.plan(await request('busy', 'calm')));
		const pid = await actionWaits(database, holder.pid);
		if (how === 'cancelled') run.cancel();
		else await sql`select pg_terminate_backend(${pid})`;
		const {status, units} = await run.result;
		expect(status).toBe(how === 'cancelled' ? 'cancelled' : 'failed');
		expect(units.map(({state, note}) => [state, note])).toEqual([
			['failed', how === 'cancelled' ? 'It was canceled.' : 'The connection to the server was lost.'],
			['skipped', undefined],
		]);
		expect(operator.events().slice(-2)).toEqual([
			'started: VACUUM public.busy',
			'failed: VACUUM public.busy',
		]);
		await holder.release();
	});

	it('verifies each table before its turn: one dropped or renamed is skipped', async () => {
		const gone = await operator.plan(await request('busy', 'calm'));
		await sql`drop table busy`;
		expect((await operator.run(gone)).note).toBe('not run: it no longer exists');
		const renamed = await operator.plan(await request('calm'));
		await sql.unsafe('alter table calm rename to "ca\u001blm"');
		expect((await operator.run(renamed)).note).toBe('not run: it has been renamed to public."ca\\x1blm"');
	});

	it('handles hostile names', async () => {
		await sql.unsafe('create schema "S.""x"; create table "S.""x"."a\u001b; drop table busy; --" (id int)');
		const run = await operator.act(await request('"S.""x"."a\u001b; drop table busy; --"'));
		expect(run.status).toBe('done');
		expect(JSON.stringify(run.plan.title)).not.toContain('\\u001b');
		expect(await oidOf(database, 'busy')).toBeGreaterThan(0);
		await sql.unsafe('drop schema "S.""x" cascade');
	});

	it('is refused without the privilege, with the remedy; since 17 MAINTAIN suffices', async () => {
		const role = await database.createRole(['pg_monitor']);
		const monitor = await openOperator(database.connection(role));
		await sql.unsafe(`grant usage on schema public to ${role.user}`);
		const plan = await monitor.plan(await request('busy'));
		expect(blocking(plan)).toEqual([
			version < 17
				? expect.stringMatching(
						/^public\.busy: this role does not own it\. Connect as .* or as a superuser\.$/,
					)
				: expect.stringMatching(
						/^public\.busy: this role has no MAINTAIN privilege\. To allow it, .* runs: GRANT MAINTAIN ON public\.busy TO /,
					),
		]);
		if (version < 17) return;
		await sql.unsafe(`grant maintain on busy to ${role.user}`);
		expect((await monitor.act(await request('busy'))).status).toBe('done');
	});
});
