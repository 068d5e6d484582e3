import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {takeAdvisoryLock} from '../../source/actions/engine/advisory-lock.ts';
import {migrationLock} from '../../source/actions/migrations/migration-unit.ts';
import {openConnection} from '../../source/postgres/connect.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf, hold, pidOf, until} from '../helpers/scenario.ts';
import {
	actionWaits,
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
} from '../helpers/scenario-actions.ts';

const all = {action: 'apply-migrations', which: 'all'} as const;

describe.each(versions)('two sessions that apply migrations to PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const neighbor = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const migrations = migrationFolder(files);
	const one = await openOperator(database.connection(), {migrations});
	const other = await openOperator(database.connection(), {migrations});
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public; create table busy (id int)');
		for (const name of Object.keys(files)) delete files[name];
		files['1_a.sql'] = migration('create table one (id int);\nalter table busy add n int;');
		files['2_b.sql'] = migration('create table two (id int);');
	});

	it('do not run at once: the second names the session it waits for, and finds its plan out of date', async () => {
		const plans = [await one.plan(all), await other.plan(all)] as const;
		const holder = await hold(database, 'lock table busy');
		const first = one.begin(plans[0]);
		const pid = await actionWaits(database, holder.pid);
		const second = other.begin(plans[1]);
		const {note, units} = await second.sees(({note}) => note !== undefined);
		expect(note).toMatch(
			new RegExp(`^waiting: migrations are being run by session ${pid} "pgdeck" of ${database.server.user}$`),
		);
		expect(units.map(({state}) => state)).toEqual(['waiting', 'waiting', 'waiting']);
		await holder.release();
		expect((await first.result).status).toBe('done');
		const late = await second.result;
		expect(late.status).toBe('failed');
		expect(late.units.map(({state}) => state)).toEqual(['done', 'failed', 'skipped']);
		expect(late.note).toBe('not run: another session has applied it in the meantime');
		expect(await ledgerOf(database)).toEqual(['1', '2']);
		// Units that did not start are not in the journal.
		expect(other.events()).toEqual([
			'started: Create the migration ledger',
			'done: Create the migration ledger',
		]);
	});

	it('do not run at once if the first one fails: the second runs its plan', async () => {
		const plans = [await one.plan(all), await other.plan(all)] as const;
		const holder = await hold(database, 'lock table busy');
		const first = one.begin(plans[0]);
		await actionWaits(database, holder.pid);
		const second = other.begin(plans[1]);
		await second.sees(({note}) => note?.startsWith('waiting: ') === true);
		first.cancel();
		expect((await first.result).status).toBe('cancelled');
		await holder.release();
		expect(await second.result).toMatchObject({status: 'done', note: undefined});
		expect(await ledgerOf(database)).toEqual(['1', '2']);
	});

	it('let the second one give up waiting', async () => {
		const session = database.session();
		const pid = await pidOf(session);
		await session`select pg_advisory_lock(${migrationLock}::int8)`;
		const run = one.begin(await one.plan(all));
		await run.sees(({note}) => note !== undefined);
		run.cancel();
		const failure = await failureOf(run.result);
		expect(failure).toMatchObject({
			message: expect.stringMatching(new RegExp(`are being run by session ${pid} .*, idle for .*Try again`)),
			exitCode: 3,
		});
		expect(await exists(database, 'schema_migrations')).toBe(false);
		await session`select pg_advisory_unlock_all()`;
	});

	describe('while the second one waits', () => {
		/** Another session has the lock; `take` asks for it. */
		const contest = async () => {
			const holder = database.session();
			const pid = await pidOf(holder);
			await holder`select pg_advisory_lock(${migrationLock}::int8)`;
			const connection = openConnection(database.connection(), 'action');
			await connection`select 1`;
			const session = await connection.reserve();
			onTestFinished(async () => {
				session.release();
				await Promise.all([holder.end(), connection.end()]);
			});
			const notes: Array<string | undefined> = [];
			const take = (patienceMs: number) =>
				takeAdvisoryLock(
					session,
					database.reader(),
					migrationLock,
					new AbortController().signal,
					text => notes.push(text),
					patienceMs,
				);
			return {holder, pid, notes, take};
		};

		it('give up after a time, having named the holder once', async () => {
			const {pid, notes, take} = await contest();
			// Long enough for several attempts.
			expect(await failureOf(take(1000))).toMatchObject({
				message: expect.stringMatching(
					new RegExp(
						`^Migrations of this database are being run by session ${pid} .*\\. Waited for 1.* s\\. Try`,
					),
				),
				exitCode: 3,
			});
			expect(notes).toEqual([
				expect.stringMatching(new RegExp(`^waiting: migrations are being run by session ${pid} `)),
			]);
		});

		it('take the lock as soon as it is free', async () => {
			const {holder, notes, take} = await contest();
			const taken = take(60_000);
			await until(
				() => notes,
				told => told.length > 0,
			);
			await holder`select pg_advisory_unlock_all()`;
			await taken;
			expect(notes).toHaveLength(2);
			expect(notes.at(-1)).toBeUndefined();
			const [row] = await holder<{free: boolean}[]>`
				select pg_try_advisory_lock(${migrationLock}::int8) as free`;
			expect(row?.free).toBe(false);
		});
	});

	it('do not wait for each other in different databases', async () => {
		const there = neighbor.session();
		await there`select pg_advisory_lock(${migrationLock}::int8)`;
		expect((await one.act(all)).status).toBe('done');
	});

	it('release the lock at the end', async () => {
		await one.act(all);
		const [row] = await sql<
			{free: boolean}[]
		>`select pg_try_advisory_xact_lock(${migrationLock}::int8) as free`;
		expect(row?.free).toBe(true);
	});

	it('do not apply again what dbmate applied after the plan', async () => {
		const plan = await one.plan(all);
		await sql`create table schema_migrations (version varchar(128) primary key)`;
		await sql`insert into schema_migrations values ('1')`;
		expect(await one.run(plan)).toMatchObject({
			status: 'failed',
			note: 'not run: another session has applied it in the meantime',
		});
		expect(await exists(database, 'one')).toBe(false);
	});

	it('do not write a ledger that another tool created after the plan', async () => {
		const plan = await one.plan(all);
		await sql`create table schema_migrations (version bigint primary key, dirty boolean not null)`;
		expect(await failureOf(one.run(plan))).toMatchObject({
			message: expect.stringContaining('golang-migrate'),
			exitCode: 3,
		});
		expect([...(await sql`select * from schema_migrations`)]).toEqual([]);
	});

	it('run the plan as shown if a file is edited, and report the file as changed', async () => {
		const plan = await one.plan(all);
		files['2_b.sql'] = migration('create table edited (id int);');
		expect((await one.run(plan)).status).toBe('done');
		expect([await exists(database, 'two'), await exists(database, 'edited')]).toEqual([true, false]);
		files['3_c.sql'] = migration('select 3');
		expect((await one.plan(all)).checks).toContainEqual(
			expect.objectContaining({
				code: 'changed',
				verdict: 'warn',
				facts: {version: '2', name: 'b'},
				text: '2 b has changed since it was applied',
			}),
		);
	});
});
