import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {hold, until} from '../helpers/scenario.ts';
import {
	actionWaits,
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
} from '../helpers/scenario-actions.ts';

describe.each(versions)('interrupting migrations on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const begin = async (contents: Record<string, string>) => {
		for (const name of Object.keys(files)) delete files[name];
		Object.assign(files, contents);
		return operator.begin(await operator.plan({action: 'apply-migrations', which: 'all'}));
	};
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public; create table busy (id int)');
	});
	const blocked = {
		'1_a.sql': migration('create table one (id int);'),
		'2_b.sql': migration('create table two (id int);\nalter table busy add n int;'),
		'3_c.sql': migration('create table three (id int);'),
	};

	it('before the start runs nothing', async () => {
		const run = await begin(blocked);
		run.cancel();
		const progress = await run.result;
		expect(progress).toMatchObject({status: 'cancelled', note: 'canceled before it was done'});
		expect(progress.units.map(({state}) => state)).toEqual(Array(4).fill('skipped'));
		expect(await exists(database, 'schema_migrations')).toBe(false);
		expect(operator.journal.read()).toEqual([]);
	});

	it('during a lock wait rolls back that file and skips the rest', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin(blocked);
		const waiting = await run.sees(({waitingFor}) => waitingFor.length > 0);
		expect(waiting.waitingFor).toMatchObject([
			{pid: holder.pid, state: 'idle in transaction', query: 'lock table busy'},
		]);
		expect(waiting.statement).toBe('alter table busy add n int');
		run.cancel();
		const progress = await run.result;
		expect(progress.status).toBe('cancelled');
		expect(progress.units.map(({state}) => state)).toEqual(['done', 'done', 'failed', 'skipped']);
		expect(progress.note).toBe('2_b.sql:3: It was canceled. All of it was rolled back.');
		expect(operator.entries('failed').at(-1)).toMatchObject({
			title: 'Apply 2_b.sql',
			result: progress.note,
			error: {code: '57014'},
		});
		expect(await ledgerOf(database)).toEqual(['1']);
		expect(await exists(database, 'two')).toBe(false);
		await holder.release();
	});

	it('between two attempts at a lock rolls back the file', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin(blocked);
		await run.sees(({note}) => note === 'another session holds a lock: attempt 2 of 12');
		run.cancel();
		const progress = await run.result;
		expect(progress.status).toBe('cancelled');
		expect(progress.note).toBe('2_b.sql:2: It was canceled. All of it was rolled back.');
		await holder.release();
	});

	it('by a lock of another session retries the file from its start', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin({
			'7_again.sql': migration(
				'create table one (id int);\ninsert into one values (1);\nalter table busy add n int;',
			),
		});
		const between = await run.sees(({note}) => note === 'another session holds a lock: attempt 2 of 12');
		expect(between.units[1]).toMatchObject({state: 'running'});
		await holder.release();
		const progress = await run.result;
		expect(progress).toMatchObject({status: 'done', note: undefined});
		expect(progress.units[1]).toMatchObject({statementsDone: 5, statements: 5});
		expect([...(await sql`select id from one`)]).toEqual([{id: 1}]);
		expect(operator.entries('done').filter(({title}) => title === 'Apply 7_again.sql')).toHaveLength(1);
	});

	it.each([
		['a statement', 'create table one (id int);\nalter table busy add n int;', 'All of it was rolled back.'],
		[
			'the commit',
			`create table one (id int);
			create function wait_for_lock() returns trigger language plpgsql as 'begin lock table busy; return null; end';
			create constraint trigger late after insert on one deferrable initially deferred
				for each row execute function wait_for_lock();
			insert into one values (1);`,
			'The commit was not confirmed: check whether the changes are there before you run it again.',
		],
	])('by a lost connection in %s', async (_what, text, kept) => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin({'1_a.sql': migration(text), '2_b.sql': migration('create table two (id int);')});
		await sql`select pg_terminate_backend(${await actionWaits(database, holder.pid)})`;
		const progress = await run.result;
		expect(progress.status).toBe('failed');
		expect(progress.units.map(({state}) => state)).toEqual(['done', 'failed', 'skipped']);
		expect(progress.note).toContain('The connection to the server was lost.');
		expect(progress.note).toContain(kept);
		expect(operator.entries('failed').at(-1)).toMatchObject({
			result: progress.note,
			error: {code: 'CONNECTION_CLOSED'},
		});
		expect([await exists(database, 'one'), await exists(database, 'two')]).toEqual([false, false]);
		await holder.release();
	});

	it('by a lost connection between two attempts', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin(blocked);
		const pid = await actionWaits(database, holder.pid);
		await run.sees(({note}) => note === 'another session holds a lock: attempt 2 of 12');
		await sql`select pg_terminate_backend(${pid})`;
		expect(await run.result).toMatchObject({
			status: 'failed',
			note: 'The connection to the server was lost. All of it was rolled back.',
		});
		await holder.release();
	});

	it('by another session that cancels its statement', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin(blocked);
		await sql`select pg_cancel_backend(${await actionWaits(database, holder.pid)})`;
		expect(await run.result).toMatchObject({
			status: 'failed',
			note: '2_b.sql:3: canceling statement due to user request. All of it was rolled back.',
		});
		await holder.release();
	});

	it('leaves no session behind', async () => {
		await until(
			() => sql<{n: number}[]>`
				select count(*)::int as n from pg_stat_activity
				where datname = current_database() and application_name = 'pgdeck'`,
			([row]) => row?.n === 1,
		);
	});
});
