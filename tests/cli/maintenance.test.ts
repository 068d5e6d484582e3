import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {exists} from '../helpers/scenario-actions.ts';

const home = mkdtempSync(path.join(tmpdir(), 'cli-maintenance-'));
const env = {XDG_STATE_HOME: home, XDG_CONFIG_HOME: home};
afterAll(() => rmSync(home, {recursive: true, force: true}));

it.each([
	[['tables', 'vacuum'], /No table is named\. Give one or more: pgdeck tables vacuum NAME…/],
	[
		['tables', 'vacuum', 't', '--with', 'frieze'],
		/pgdeck knows no VACUUM option "frieze"\. Use one of: freeze, analyze/,
	],
	[['tables', 'analyze', 't', '--with', 'freeze'], /--with belongs to pgdeck tables vacuum/],
	[['tables', 'settings', 't'], /No storage parameter is given\. Give some: --set/],
	[['indexes', 'build'], /Give a definition/],
	[['indexes', 'rebuild'], /No index is named\. Give one or more: pgdeck indexes rebuild NAME…/],
	[['indexes', 'drop', 't', '--foreign-keys'], /--foreign-keys belongs to pgdeck indexes build/],
])('exits with 2 for wrong usage: %j', async (args, message) => {
	// Nothing is asked of a server that is not there.
	const {code, error} = await runProgram([...args, 'postgres://127.0.0.1:1/none'], env);
	expect(error).toMatch(message);
	expect(code).toBe(2);
});

describe.each(versions)('maintenance from the command line on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const run = (...args: readonly string[]) => runProgram([...args, database.uri()], env);
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table "Bu sy" (id int primary key, n int);
			create table child (a int references "Bu sy"); create index one on "Bu sy" (n)`);
	});

	it('vacuums, analyzes and reindexes tables, changes storage parameters and restores them', async () => {
		for (const args of [
			['vacuum', 'Bu sy', 'child', '--with', 'freeze, analyze'],
			['analyze', 'public."Bu sy"'],
			['reindex', 'Bu sy'],
		]) {
			const {code, error} = await run('tables', ...args, '--yes');
			expect(error).toContain('✓ ');
			expect(code).toBe(0);
		}
		const set = await run(
			'tables',
			'settings',
			'Bu sy',
			'--set',
			'autovacuum_enabled=off',
			'--yes',
			'--json',
		);
		expect(set.code).toBe(0);
		const {units} = JSON.parse(set.out) as {units: Array<{id: string}>};
		const options = () => sql`select reloptions::text as options from pg_class where relname = 'Bu sy'`;
		expect((await options())[0]?.options).toBe('{autovacuum_enabled=off}');
		expect((await run('tables', 'undo', units[0]?.id ?? '', '--yes')).code).toBe(0);
		expect((await options())[0]?.options).toBeNull();
	});

	it('runs VACUUM FULL with --yes, and nothing in read-only mode or without confirmation', async () => {
		expect((await run('tables', 'vacuum', 'child', '--with', 'full', '--yes')).code).toBe(0);
		const unasked = await run('tables', 'vacuum', 'child');
		expect(unasked.error).toContain('Not run: without a terminal nobody can confirm.');
		expect(unasked.code).toBe(3);
		const barred = await run('tables', 'vacuum', 'child', '--yes', '--read-only');
		expect(barred.error).toContain('pgdeck is read-only');
		expect(barred.code).toBe(3);
		const planned = await run('tables', 'vacuum', 'child', '--dry-run');
		expect(planned.out).toContain('VACUUM (TRUNCATE off) public.child;');
		expect(planned.code).toBe(0);
	});

	it.each([
		[['tables', 'vacuum', '"Se cret".t']],
		[['tables', 'measure', '"Se cret".t']],
		[['indexes', 'drop', '"Se cret".t_id']],
	])('refuses names in a schema without USAGE, with the GRANT: %j', async args => {
		await sql.unsafe(
			'create schema "Se cret"; create table "Se cret".t (id int); create index t_id on "Se cret".t (id)',
		);
		const role = await database.createRole();
		const refused = await runProgram([...args, '--yes', database.uri(role)], env);
		await sql.unsafe('drop schema "Se cret" cascade');
		expect(refused.error).toContain(`As its owner, run: GRANT USAGE ON SCHEMA "Se cret" TO ${role.user};`);
		expect(refused.code).toBe(3);
	});

	it('prints advice with the pg_repack command line, and runs nothing', async () => {
		const {code, out} = await run('tables', 'advice', 'child');
		expect(code).toBe(0);
		expect(out).toMatch(/requires a primary key or a unique index on NOT NULL columns/);
		expect(out).toMatch(
			/pg_repack --no-kill-backend --wait-timeout=60 -h \S+ -p \d+ .* --table=public\.child/,
		);
	});

	it('builds, rebuilds and cleans indexes', async () => {
		const built = await run('indexes', 'build', 'create index on "Bu sy" (n desc)', '--yes');
		expect(built.error).toContain('✓ Build index public."Bu sy_n_idx"');
		expect((await run('indexes', 'build', '--foreign-keys', '--yes')).code).toBe(0);
		expect(await exists(database, 'child_a_idx')).toBe(true);
		const none = await run('indexes', 'build', '--foreign-keys', 'child', '--yes');
		expect([none.code, none.error]).toEqual([0, 'Every foreign key here has an index.\n']);
		expect((await run('indexes', 'rebuild', 'one', '--yes')).code).toBe(0);
		expect((await run('indexes', 'clean', '--yes')).error).toContain(
			'This database has no leftovers of interrupted rebuilds.',
		);
		await sql.unsafe(`create index one_ccnew on "Bu sy" (n);
			update pg_index set indisvalid = false where indexrelid = 'one_ccnew'::regclass`);
		expect((await run('indexes', 'clean', 'one_ccnew', '--yes')).code).toBe(0);
		expect(await exists(database, 'one_ccnew')).toBe(false);
		const other = await run('tables', 'vacuum', 'nowhere', '--yes');
		expect([other.code, other.error]).toEqual([
			1,
			'pgdeck: The table nowhere does not exist. Check the name and its schema with: pgdeck tables list.\n',
		]);
	});
});
