import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {
	blocking,
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';

const all = {action: 'apply-migrations', which: 'all'} as const;

describe.each(versions)('a migration file that changes its session, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const role = await database.createRole();
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create function let_go() returns void language sql as 'select pg_advisory_unlock_all()'`);
	});

	describe.each([
		['outside a transaction', outside],
		['in a transaction', ''],
	])('%s', (_where, marker) => {
		it.each([
			['the role', `set role ${role.user};\nselect 1;`],
			['the user', `set session authorization ${role.user};\nselect 1;`],
			['read-only transactions', 'set default_transaction_read_only = on;'],
			['search_path', 'set search_path = nowhere;'],
			['search_path, as pg_dump does', "select pg_catalog.set_config('search_path', '', false);"],
		])('is recorded in the ledger if it sets %s', async (_what, text) => {
			files['1_a.sql'] = migration(text, text, marker);
			expect(await operator.act(all)).toMatchObject({status: 'done', note: undefined});
			expect(await ledgerOf(database)).toEqual(['1']);
			expect([
				...(await sql`select applied_by like ${`% as ${database.server.user}`} as own from pgdeck_migrations`),
			]).toEqual([{own: true}]);
			expect(await operator.act({action: 'roll-back-migration'})).toMatchObject({status: 'done'});
		});
	});

	describe('by releasing the advisory lock', () => {
		const gone = 'The advisory lock that keeps other runs out was released';

		it.each([
			['discard all;', outside, 'DISCARD ALL'],
			['select 1;\nselect pg_catalog.pg_advisory_unlock_all();', outside, 'pg_advisory_unlock_all()'],
			['select pg_advisory_unlock_all();', '', 'pg_advisory_unlock_all()'],
			['do $$ begin perform pg_advisory_unlock_all(); end $$;', '', 'pg_advisory_unlock_all'],
		])('is refused if that is visible: %s', async (text, marker, what) => {
			files['1_a.sql'] = migration(text, '', marker);
			expect(blocking(await operator.plan(all)).join()).toMatch(
				new RegExp(`^1_a\\.sql:\\d: ${what.replaceAll(/[()]/g, '\\$&')} releases the advisory lock`),
			);
		});

		it('is accepted if the release is only mentioned', async () => {
			files['1_a.sql'] = migration(
				"create function other() returns void language sql as 'select pg_advisory_unlock_all()';\nselect pg_advisory_lock(5);\nselect pg_advisory_unlock(5);",
				'',
				outside,
			);
			expect(await operator.act(all)).toMatchObject({status: 'done'});
		});

		it('stops, outside a transaction', async () => {
			files['1_a.sql'] = migration('select let_go();\ncreate table one (id int);', '', outside);
			const {status, note} = await operator.act(all);
			expect(status).toBe('failed');
			expect(note).toContain(gone);
			expect(note).toMatch(/1 of 2 statements is done and stays\.$/);
			expect([await exists(database, 'one'), await ledgerOf(database)]).toEqual([false, []]);
		});

		it('writes no ledger entry if that was the last statement', async () => {
			files['1_a.sql'] = migration('create table one (id int);\nselect let_go();', '', outside);
			const {status, note} = await operator.act(all);
			expect(status).toBe('failed');
			expect(note).toContain(gone);
			expect(note).toMatch(
				/All of its statements are done and stay; only the migration ledger was not written\.$/,
			);
			expect([await exists(database, 'one'), await ledgerOf(database)]).toEqual([true, []]);
		});

		it('starts no file after the lock was lost', async () => {
			files['1_a.sql'] = migration('create table one (id int);');
			await sql.unsafe(`
				create function on_table() returns event_trigger language plpgsql as 'begin perform let_go(); end';
				create event trigger on_table on ddl_command_end when tag in ('CREATE TABLE') execute function on_table()`);
			const {status, note} = await operator.act(all);
			await sql.unsafe('drop event trigger on_table');
			expect(status).toBe('failed');
			expect(note).toContain(`not run: ${gone}`);
			expect(operator.events().at(-1)).toBe('done: Create the migration ledger');
			expect([await exists(database, 'one'), await ledgerOf(database)]).toEqual([false, []]);
		});

		it('keeps nothing, in a transaction', async () => {
			files['1_a.sql'] = migration('create table one (id int);\nselect let_go();');
			const {status, note} = await operator.act(all);
			expect(status).toBe('failed');
			expect(note).toContain(gone);
			expect(note).toMatch(/All of it was rolled back\.$/);
			expect([await exists(database, 'one'), await ledgerOf(database)]).toEqual([false, []]);
		});
	});
});
