import {describe, expect, it} from 'vitest';
import {planText} from '../../source/commands/text/plan.ts';
import {packSet} from '../../source/migrations/set.ts';
import {NothingToDo} from '../../source/postgres/errors.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {
	blocking,
	details,
	migration,
	migrationFolder,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(versions)('an action plan to apply migrations to PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	await sql`create table old (id int, name text)`;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const planOf = (
		contents: Record<string, string>,
		which: 'all' | {upTo: string} | {only: string} = 'all',
	) => {
		for (const name of Object.keys(files)) delete files[name];
		Object.assign(files, contents);
		return operator.plan({action: 'apply-migrations', which});
	};

	it('lists every statement with its locks, file by file, and the ledger', async () => {
		const plan = await planOf({
			'1_table.sql': migration(
				'create table fresh (id int);\n\nalter table fresh add n int;\nalter table old add n int;',
			),
			'2_index.sql': migration('create index concurrently old_id on old (id);', '', outside),
		});
		const shown = plan.units.map(({title, transactional, statements, record}) => ({
			title,
			transactional,
			statements: statements.map(({text, lock, on, source}) => [
				text.split('\n')[0],
				lock,
				...on,
				source?.line,
			]),
			record: record.map(({text}) => text.split('\n')[0]),
		}));
		expect(shown).toEqual([
			{
				title: 'Create the migration ledger',
				transactional: true,
				statements: [
					['create table if not exists schema_migrations (version varchar primary key)', 'none', undefined],
					['create table if not exists pgdeck_migrations (', 'none', undefined],
				],
				record: [],
			},
			{
				title: 'Apply 1_table.sql',
				transactional: true,
				statements: [
					['create table fresh (id int)', 'none', 2],
					['alter table fresh add n int', 'none', 4],
					['alter table old add n int', 'ACCESS EXCLUSIVE', 'old', 5],
				],
				record: [
					'insert into schema_migrations (version) values ($1)',
					'insert into pgdeck_migrations (version, name, checksum, duration_ms, applied_by)',
				],
			},
			{
				title: 'Apply 2_index.sql',
				transactional: false,
				statements: [['create index concurrently old_id on old (id)', 'SHARE UPDATE EXCLUSIVE', 'old', 2]],
				record: [
					'insert into schema_migrations (version) values ($1)',
					'insert into pgdeck_migrations (version, name, checksum, duration_ms, applied_by)',
				],
			},
		]);
		expect(plan).toMatchObject({action: 'apply-migrations', title: 'Apply 2 migrations', risk: 'high'});
		expect(details(plan, 'pass')).toEqual([
			'pgdeck may write',
			'the server is a primary',
			'this role may create in the schema public',
		]);
		expect([...blocking(plan), ...details(plan, 'warn')]).toEqual([]);
	});

	const locksIn = async (contents: Record<string, string>) => {
		const plan = await planOf(contents);
		return plan.units.flatMap(({statements}) =>
			statements.flatMap(({text, lock, on, source}) => (source ? [[text, lock, ...on]] : [])),
		);
	};

	it('distinguishes locks on tables that IF NOT EXISTS finds from locks on tables it creates', async () => {
		const text = (table: string) =>
			`create table if not exists ${table} (id int);\nalter table ${table} add extra int;`;
		expect(
			await locksIn({
				'1_there.sql': migration(text('old')),
				'2_new.sql': migration(text('"New-Table"')),
				'3_made_before.sql': migration(text('"New-Table"')),
			}),
		).toEqual([
			['create table if not exists old (id int)', 'none'],
			['alter table old add extra int', 'ACCESS EXCLUSIVE', 'old'],
			['create table if not exists "New-Table" (id int)', 'none'],
			['alter table "New-Table" add extra int', 'none'],
			['create table if not exists "New-Table" (id int)', 'none'],
			['alter table "New-Table" add extra int', 'ACCESS EXCLUSIVE', '"New-Table"'],
		]);
	});

	it('shows locks on tables that an earlier file, or a statement outside a transaction, has created', async () => {
		expect(
			await locksIn({
				'1_a.sql': migration('create table made (id int);'),
				'2_b.sql': migration('create index on made (id);'),
				'3_c.sql': migration('create table alone (id int);\ncreate index on alone (id);', '', outside),
			}),
		).toEqual([
			['create table made (id int)', 'none'],
			['create index on made (id)', 'SHARE', 'made'],
			['create table alone (id int)', 'none'],
			['create index on alone (id)', 'SHARE', 'alone'],
		]);
	});

	it('names the table of a dropped index, even if an earlier file builds the index', async () => {
		await sql.unsafe('create index "Old-Id" on old (id)');
		expect(
			await locksIn({
				'1_a.sql': migration('drop index "Old-Id";\ncreate index built on old (name);'),
				'2_b.sql': migration('drop index built, if_unknown;\ndrop index if exists gone;'),
			}),
		).toEqual([
			['drop index "Old-Id"', 'ACCESS EXCLUSIVE', '"Old-Id"', 'old'],
			['create index built on old (name)', 'SHARE', 'old'],
			['drop index built, if_unknown', 'ACCESS EXCLUSIVE', 'built', 'if_unknown', 'old'],
			['drop index if exists gone', 'none'],
		]);
		await sql.unsafe('drop index "Old-Id"');
	});

	it('assumes that tables exist in a schema that the role may not use', async () => {
		await sql.unsafe('create schema hidden; create table hidden.t (id int)');
		const role = await database.createRole();
		const files = {
			'1_a.sql': migration('create table if not exists hidden.t ();\nalter table hidden.t add n int;'),
		};
		const stranger = await openOperator(database.connection(role), {migrations: migrationFolder(files)});
		const plan = await stranger.plan({action: 'apply-migrations', which: 'all'});
		expect(plan.units[1]?.statements[1]).toMatchObject({lock: 'ACCESS EXCLUSIVE', on: ['hidden.t']});
		await sql.unsafe('drop schema hidden cascade');
	});

	it('changes nothing', async () => {
		await planOf({'1_a.sql': migration('create table planned_only (id int)')});
		const [row] =
			await sql`select to_regclass('planned_only') as planned, to_regclass('schema_migrations') as ledger`;
		expect(row).toEqual({planned: null, ledger: null});
		expect(operator.journal.read()).toEqual([]);
	});

	it.each([
		['all', 'all' as const, ['1', '2', '3'], []],
		['all up to a version', {upTo: '2'}, ['1', '2'], []],
		[
			'only one, and warns that earlier ones stay pending',
			{only: '3'},
			['3'],
			['2 earlier migrations stay pending'],
		],
	])('covers %s', async (_what, which, expected, warnings) => {
		const plan = await planOf(
			{'1_a.sql': migration('select 1'), '3_c.sql': migration('select 3'), '2_b.sql': migration('select 2')},
			which,
		);
		expect(plan.units.flatMap(({target}) => ('version' in target ? [target.version] : []))).toEqual(expected);
		expect(details(plan, 'warn')).toEqual(warnings);
	});

	it.each([
		['low', 'create table fresh (id int); create index on fresh (id)'],
		['low', 'insert into old values (1)'],
		['high', 'create index on old (id)'],
		['high', 'alter table old add extra int'],
		['high', 'do $$ begin null; end $$'],
	])('has risk %s for: %s', async (risk, text) => {
		expect(await planOf({'1_a.sql': migration(text)})).toMatchObject({risk});
	});

	it.each([
		['a file without up', 'select 1;', '1_a.sql: there is no "-- migrate:up" line before the statements'],
		[
			'a marker after a space',
			' -- migrate:up\nselect 1;\n-- migrate:down\n',
			'1_a.sql: line 1 is not a valid marker',
		],
		['a file without down', '-- migrate:up\nselect 1;', '1_a.sql: there is no "-- migrate:down" line'],
		[
			'a COMMIT',
			migration('select 1;\ncommit;'),
			'1_a.sql:3: COMMIT is not allowed here: pgdeck runs the file in one transaction. Remove it.',
		],
		[
			'a BEGIN outside a transaction',
			migration('select 1;\nbegin;\nselect 2;\ncommit;', '', outside),
			'1_a.sql:3: BEGIN is not allowed here: with transaction:false, each statement commits on its own. Remove it, and put statements that need one transaction into a file of their own without transaction:false.',
		],
		[
			'psql',
			migration('\\i other.sql'),
			'1_a.sql:2: a line that begins with a backslash is a psql command, not SQL',
		],
		['broken quotes', migration("select 1;\nselect 'open;"), '1_a.sql:3: the script cannot be parsed: '],
		[
			'CONCURRENTLY in a transaction',
			migration('select 1;\ncreate index concurrently i on old (id);'),
			'1_a.sql:3: this statement cannot run in a transaction. Put it into a file of its own, with transaction:false',
		],
	])('is blocked by %s, with file and line', async (_what, text, reason) => {
		const blocked = blocking(await planOf({'1_a.sql': text, '2_b.sql': migration('select 2')}));
		expect(blocked).toHaveLength(1);
		expect(blocked[0]).toContain(reason);
	});

	it('is blocked by two files with one version', async () => {
		const plan = await planOf({'1_a.sql': migration('select 1'), '1_b.sql': migration('select 2')});
		expect(blocking(plan)).toEqual([
			'1_a.sql: another file has the version 1 too',
			'1_b.sql: another file has the version 1 too',
		]);
	});

	it.each([
		['left_plain', 'left_plain', 'old'],
		['"Left Upper"', '"Left Upper"', 'old'],
		['"left.dot ""q"""', '"left.dot ""q"""', 'old'],
		['apart', '"Odd one".apart', '"Odd one".old'],
	])('is blocked by an INVALID index %s that IF NOT EXISTS would accept', async (created, told, table) => {
		await sql.unsafe('create schema "Odd one"; create table "Odd one".old (id int)');
		await leaveInvalidIndex(database, table, `create index concurrently ${created} on ${table} (id)`);
		const plan = await planOf({
			'1_a.sql': migration(
				`create index concurrently if not exists ${created} on ${table} (id)`,
				'',
				outside,
			),
		});
		expect(blocking(plan)).toEqual([
			`an INVALID index ${told} is left by a failed build. Drop it first: DROP INDEX CONCURRENTLY ${told};`,
		]);
		await sql.unsafe(`drop index ${told}; drop schema "Odd one" cascade`);
	});

	it('is refused if there is nothing to do', async () => {
		const mistyped = await failureOf(planOf({'1_a.sql': migration('select 1')}, {upTo: '25'}));
		expect(mistyped.message).toContain('There is no migration 25.');
		const empty = await failureOf(planOf({}));
		expect(empty).toMatchObject({
			message: expect.stringMatching(/^There are no migrations\. File names have the form /),
			exitCode: 1,
		});
		await sql.unsafe(
			"create table schema_migrations (version varchar primary key); insert into schema_migrations values ('1')",
		);
		const files = {
			'1_a.sql': migration('select 1'),
			'2_b.sql': migration('select 2'),
			'3_c.sql': migration('select 3'),
		};
		const reasons = [];
		for (const which of [{upTo: '1'}, {only: '1'}]) reasons.push(await failureOf(planOf(files, which)));
		const failure = await failureOf(planOf({'1_a.sql': migration('select 1')}));
		expect(failure).toBeInstanceOf(NothingToDo);
		expect(failure.message).toBe('Nothing is pending: all migrations are applied.');
		expect(reasons).toMatchObject([
			{message: 'Nothing is pending up to 1; 2 later migrations are pending.', exitCode: 0},
			{message: '1 a is already applied.', exitCode: 0},
		]);
		await sql`drop table schema_migrations`;
		const without = await openOperator(database.connection());
		const none = await failureOf(without.plan({action: 'apply-migrations', which: 'all'}));
		expect(none).toMatchObject({message: expect.stringContaining('Name a folder with --dir'), exitCode: 3});
	});

	it('is refused if the ledger belongs to another tool', async () => {
		await sql`create table schema_migrations (version bigint primary key, dirty boolean not null)`;
		const failure = await failureOf(planOf({'1_a.sql': migration('select 1')}));
		expect(failure).toMatchObject({message: expect.stringContaining('golang-migrate'), exitCode: 3});
		await sql`drop table schema_migrations`;
	});

	it('for the pack is not blocked, and can be printed', async () => {
		const pack = await openOperator(database.connection(), {migrations: packSet()});
		const plan = await pack.plan({action: 'apply-migrations', which: 'all'});
		expect(blocking(plan)).toEqual([]);
		expect(plan.units).toHaveLength((await packSet().load()).length + 1);
		expect(planText(plan)).toContain('insert into schema_migrations (version) values ($1);\n      -- $1 = ');
	});
});
