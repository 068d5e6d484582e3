import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {applyPack, createDatabase, type TestDatabase} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

const home = mkdtempSync(path.join(tmpdir(), 'cli-'));
const env = {XDG_STATE_HOME: home, XDG_CONFIG_HOME: home};
afterAll(() => rmSync(home, {recursive: true, force: true}));

describe('exit codes and messages', () => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await createDatabase(18);
		await database.sql`create table t (id int primary key, a int)`;
		await database.sql`create index t_a on t (a)`;
	});

	it.each([
		[['--nonsense'], /Unknown flag.*--nonsense/s],
		[['snapshot', '--yes'], /--yes is not an option of pgdeck snapshot/],
		[['snapshot', '--pane', 'nothing'], /Unknown pane "nothing"\. Give one of health, registry/],
		[['--interval', 'soon'], /--interval "soon" is not a number of seconds/],
		[['-p', '99999'], /"99999" is not a port/],
		[['-h'], /-h requires a value/],
		[['wrong=1'], /connection option "wrong" is not known/],
		[['--config', '/nowhere.json'], /\/nowhere\.json does not exist/],
		[
			['migrate', 'sideways'],
			/Unexpected argument "sideways"\. pgdeck migrate takes one of status, plan, up, down/,
		],
		[['migrate', 'up', '--to', 'tomorrow'], /is not a version/],
		[['migrate', 'up', '--dir', 'a', '--pack'], /--dir and --pack are both given\. Give one\./],
		[['indexes', 'drop'], /No index is named\. Give one or more: pgdeck indexes drop NAME…/],
		[['indexes', 'undo'], /No drop is named\. Give the ID of one from pgdeck journal/],
		[['journal', 'x'], /Unexpected argument "x"\. See pgdeck journal --help\./],
		[['upkeep', 'run'], /No task is named\. Give tasks from pgdeck upkeep list/],
		[['upkeep', 'run', 'postgres://a/b', 'postgres://c/d'], /more than one connection/],
		[['upkeep', 'a', 'b'], /Unexpected argument "b"\. See pgdeck upkeep --help\./],
		[['a', 'b'], /Unexpected argument "b"\. See pgdeck --help\./],
		[['a', 'check'], /"check" is a command and goes first: pgdeck check/],
	])('exits with 2 for wrong usage: %j', async (args, message) => {
		const {code, error} = await runProgram(args, env);
		expect(error).toMatch(message);
		expect(code).toBe(2);
		expect(error).not.toMatch(/^ +at /m);
	});

	it('exits with 2 for a wrong configuration, and names the key', async () => {
		const file = path.join(home, 'config.json');
		writeFileSync(file, '{"intervalSeconds": 0, "colour": true}');
		const {code, error} = await runProgram(['--config', file, database.uri()], env);
		expect(code).toBe(2);
		expect(error).toMatch(/intervalSeconds is 0. It must be a number of seconds from 0\.5 to 3600\./);
		expect(error).toMatch(/colour is not a known key/);
	});

	it('exits with 1 for an unreachable server, and says what to do', async () => {
		const {code, error} = await runProgram(['snapshot', '-h', '127.0.0.1', '-p', '1'], env);
		expect(code).toBe(1);
		expect(error).toMatch(/^pgdeck: Can't connect to 127\.0\.0\.1:1: .*No server listens there/);
	});

	it.each([
		['/dev/full', 1, /^pgdeck: can't write the output: no space left on the device\. .*\n$/],
		['>(head -c1 >/dev/null)', 0, /^$/],
	])('handles output rejected by %s with exit code %i', async (target, code, message) => {
		const command = `"$0" "$1" snapshot --json "$2" > ${target}`;
		const program = path.resolve(import.meta.dirname, '../../dist/cli.js');
		const words = ['-c', command, process.execPath, program, database.uri()];
		const {status, stderr} = spawnSync('bash', words, {
			encoding: 'utf8',
			env: {...process.env, FORCE_COLOR: undefined},
		});
		expect(stderr).toMatch(message);
		expect(status).toBe(code);
	});

	it('prints the stack with --debug', async () => {
		const {error} = await runProgram(['snapshot', '-h', '127.0.0.1', '-p', '1', '--debug'], env);
		expect(error).toMatch(/^ +at /m);
	});

	it.each([
		['--read-only', ['--yes', '--read-only'], /read-only/],
		['without a terminal to confirm', [], /without a terminal nobody can confirm/],
	])('exits with 3 when refused: %s', async (_why, more, message) => {
		const {code, error} = await runProgram(['indexes', 'drop', 't_a', database.uri(), ...more], env);
		expect(code).toBe(3);
		expect(error).toMatch(message);
		expect(await database.sql`select from pg_class where relname = 't_a'`).toHaveLength(1);
	});

	it('exits with 3 for a blocking check, and names it', async () => {
		const {code, error} = await runProgram(['indexes', 'drop', 't_pkey', '--yes', database.uri()], env);
		expect(code).toBe(3);
		expect(error).toMatch(/t_pkey: it is the primary key/);
	});

	it('prints the plan with --dry-run and changes nothing', async () => {
		const {code, out, error} = await runProgram(['indexes', 'drop', 't_a', '--dry-run', database.uri()], env);
		expect([code, error]).toEqual([0, '']);
		expect(out).toMatch(/DROP INDEX CONCURRENTLY public\.t_a;/);
		expect(out).toMatch(/CREATE INDEX CONCURRENTLY t_a ON public\.t/);
		expect(await database.sql`select from pg_class where relname = 't_a'`).toHaveLength(1);
	});

	it('exits with 0 when done; undo restores the index; the journal lists both', async () => {
		const drop = await runProgram(['indexes', 'drop', 't_a', '--yes', '--json', database.uri()], env);
		expect(drop.code).toBe(0);
		const {status, units} = JSON.parse(drop.out) as {
			status: string;
			units: Array<{id: string; state: string}>;
		};
		expect(status).toBe('done');
		expect(await database.sql`select from pg_class where relname = 't_a'`).toHaveLength(0);
		const undo = await runProgram(['indexes', 'undo', units[0]?.id ?? '', '--yes', database.uri()], env);
		expect(undo.code).toBe(0);
		expect(await database.sql`select from pg_class where relname = 't_a'`).toHaveLength(1);
		const journal = await runProgram(['journal'], env);
		expect(journal.code).toBe(0);
		expect(journal.out).toMatch(/Drop index public\.t_a.*done/);
		expect(journal.out).toMatch(/Build index public\.t_a.*done/);
		const invalid = 'the index is INVALID. Bring it back with: pgdeck indexes undo';
		const file = openJournal(path.join(home, 'pgdeck', 'journal.jsonl'));
		const [started] = file.read();
		if (!started) throw new Error('Nothing is in the journal.');
		file.append({...started, id: 'ffffff.1', event: 'failed', result: invalid});
		const told = (await runProgram(['journal'], env)).out.split('\n');
		expect(told[told.findIndex(line => line.includes(' ffffff.1 ')) + 1]?.trim()).toBe(invalid);
		const again = await runProgram(['indexes', 'undo', units[0]?.id ?? '', '--yes', database.uri()], env);
		expect(again.code).toBe(3);
	});
});

describe('indexes', () => {
	it('are listed by names that drop accepts, also INVALID ones', async () => {
		const database = await createDatabase(18);
		const {sql} = database;
		const long = `Long-${'x'.repeat(58)}`;
		await sql.unsafe(`create table t (id int); create schema "My Schema"; create table "My Schema".t (id int);
			create index "a=b" on t (id) where id > 1; create index "My Index" on "My Schema".t (id); create index "${long}" on t (id) where id > 2;
			create index "Twice" on t (id); create index twice on t (id)`);
		await leaveInvalidIndex(database, 't', 'create index concurrently broken on t (id)');
		const list = await runProgram(['indexes', 'list', database.uri()], env);
		expect(list.out).toMatch(/ public\.broken +│ t +│ INVALID /);
		const printed = [`'public."a=b"'`, `'"My Schema"."My Index"'`, `'public."${long}"'`];
		for (const name of printed) expect(list.out).toContain(` ${name} `);
		// As a shell gives them on, and once more as it does where the quotes are double ones.
		const asSql = printed.map(name => name.slice(1, -1));
		const bare = ['a=b', 'My Schema.My Index', `public.${long}`];
		for (const names of [asSql, bare]) {
			const {code, out} = await runProgram(['indexes', 'drop', ...names, database.uri(), '--dry-run'], env);
			expect(code).toBe(0);
			for (const name of asSql) expect(out).toContain(`DROP INDEX CONCURRENTLY ${name};`);
		}
		await sql`create table toasted (t text)`;
		const [toast] = await sql<{name: string}[]>`
			select indexrelid::regclass::text as name from pg_index
			where indrelid = (select reltoastrelid from pg_class where relname = 'toasted')`;
		for (const [name, reason] of [
			['pg_class_oid_index', "pg_catalog.pg_class_oid_index is an index of the system's own catalogs"],
			[toast?.name ?? '', 'is the index of a TOAST table'],
		] as const) {
			const {code, error} = await runProgram(['indexes', 'drop', name, database.uri(), '--dry-run'], env);
			expect([code, error]).toEqual([3, expect.stringContaining(`${reason}. pgdeck does not change it.`)]);
		}
		const twice = await runProgram(['indexes', 'drop', 'Twice', database.uri(), '--dry-run'], env);
		expect(twice.code).toBe(2);
		expect(twice.error).toContain(
			`Twice is ambiguous. Give one of these with its quotes: 'public."Twice"' or public.twice`,
		);
		const hinted = await runProgram(['indexes', 'drop', 'twice', 'host=db1', database.uri()], env);
		expect(hinted.code).toBe(1);
		expect(hinted.error).toContain('The index host=db1 does not exist.');
		expect(hinted.error).toContain('Give a connection of key=value pairs with -d.');
	});
});

describe('migrate', () => {
	it('applies and rolls back the pack, and status shows it', async () => {
		const database = await createDatabase(13);
		const uri = database.uri();
		const plan = await runProgram(['migrate', 'plan', uri, '--pack'], env);
		expect(plan.code).toBe(0);
		expect(plan.out).toMatch(/create table if not exists tenants/);
		expect(plan.error).toBe('');
		expect(await database.sql`select from pg_tables where schemaname = 'public'`).toHaveLength(0);
		expect(
			(await runProgram(['migrate', 'up', uri, '--pack', '--yes', '--to', '20260101000400'], env)).code,
		).toBe(0);
		const status = await runProgram(['migrate', 'status', uri, '--json'], env);
		expect(status.code).toBe(0);
		const {value} = JSON.parse(status.out) as {value: {rows: Array<{state: string}>}};
		expect(value.rows.map(row => row.state)).toEqual(
			packMigrations.map(({version}) => (version <= '20260101000400' ? 'applied' : 'pending')),
		);
		expect((await runProgram(['migrate', 'up', uri, '--yes'], env)).code).toBe(0);
		const again = await runProgram(['migrate', 'up', uri, '--yes'], env);
		expect(again).toEqual({
			code: 0,
			out: '',
			error: 'Nothing is pending: all migrations are applied.\n',
		});
		const json = await runProgram(['migrate', 'up', uri, '--yes', '--json'], env);
		expect([json.code, JSON.parse(json.out)]).toEqual([
			0,
			expect.objectContaining({action: 'apply-migrations', status: 'done', units: []}),
		]);
		expect((await runProgram(['migrate', 'down', uri, '--yes', '--to', '0'], env)).code).toBe(0);
		const none = await runProgram(['migrate', 'down', uri, '--pack', '--dry-run'], env);
		expect(none).toEqual({
			code: 0,
			out: 'There is nothing to roll back: no migration is applied.\n',
			error: '',
		});
		expect(
			await database.sql`select from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'public'`,
		).toHaveLength(0);
	}, 120_000);

	it('applies the files of a directory, and names file and line of an error', async () => {
		const database = await createDatabase(18);
		const folder = path.join(home, 'migrations');
		const {mkdirSync} = await import('node:fs');
		mkdirSync(folder);
		writeFileSync(
			path.join(folder, '1_one.sql'),
			'-- migrate:up\ncreate table one (id int);\n-- migrate:down\ndrop table one;\n',
		);
		writeFileSync(
			path.join(folder, '2_two.sql'),
			'-- migrate:up\ncreate table two (id int);\nselect 1;\n\ninsert into two\nvalues (nonsense);\n-- migrate:down\ndrop table two;\n',
		);
		const {code, error} = await runProgram(['migrate', 'up', database.uri(), '--dir', folder, '--yes'], env);
		expect(code).toBe(1);
		expect(error).toMatch(/2_two\.sql:6: .*nonsense/);
		const tables = await database.sql<
			Array<{name: string}>
		>`select relname as name from pg_class where relname in ('one', 'two')`;
		expect(tables.map(({name}) => name)).toEqual(['one']);
	});

	it('fails with a folder without migrations, and names the skipped files', async () => {
		const database = await createDatabase(18);
		const folder = mkdtempSync(path.join(home, 'none-'));
		const empty = await runProgram(['migrate', 'up', database.uri(), '--dir', folder, '--json'], env);
		expect(empty).toEqual({
			code: 1,
			out: '',
			error: `pgdeck: There are no migrations in ${folder}. File names have the form YYYYMMDDHHMMSS_name.sql, as in dbmate. Name another folder with --dir, or use --pack.\n`,
		});
		writeFileSync(path.join(folder, 'V1__x.sql'), 'select 1;');
		const named = await runProgram(['migrate', 'up', database.uri(), '--dir', folder], env);
		expect(named.code).toBe(1);
		expect(named.error).toContain('Skipped: V1__x.sql.');
		const bare = await runProgram(['migrate', 'status', database.uri(), '--dir', folder], env);
		expect(bare.out).toContain(`There are no migrations in ${folder}`);

		writeFileSync(path.join(folder, '1_a.sql'), '-- migrate:up\nselect 1;\n-- migrate:down\n');
		const up = () => runProgram(['migrate', 'up', database.uri(), '--dir', folder, '--yes'], env);
		const done = await up();
		expect([done.code, done.error]).toEqual([0, expect.stringMatching(/skipped.*: V1__x\.sql/)]);
		const again = await up();
		expect([again.code, again.error]).toEqual([0, expect.stringMatching(/Skipped.*: V1__x\.sql\.\n$/)]);
		const status = await runProgram(['migrate', 'status', database.uri(), '--dir', folder], env);
		expect([status.code, status.out]).toEqual([0, expect.stringContaining('Skipped: V1__x.sql')]);
	});

	it('is refused without privileges on the ledger, with the GRANT', async () => {
		const database = await createDatabase(18);
		const role = await database.createRole();
		await runProgram(['migrate', 'up', database.uri(), '--pack', '--yes'], env);
		for (const verb of ['up', 'plan', 'down']) {
			const {code, error} = await runProgram(['migrate', verb, database.uri(role), '--pack'], env);
			expect([verb, code]).toEqual([verb, 3]);
			expect(error).toContain(`GRANT SELECT, INSERT, DELETE ON public.schema_migrations TO ${role.user};`);
		}
		const status = await runProgram(['migrate', 'status', database.uri(role), '--pack'], env);
		expect(status.code).toBe(3);
		expect(status.out).toContain(
			`GRANT SELECT ON public.schema_migrations, public.pgdeck_migrations TO ${role.user};`,
		);
	});

	it('asks for a directory if none is configured', async () => {
		const database = await createDatabase(18);
		const {code, error} = await runProgram(['migrate', 'status', database.uri()], env);
		expect(code).toBe(1);
		expect(error).toMatch(/Start pgdeck with --dir DIR/);
	});
});

describe('upkeep', () => {
	it('lists, plans, runs and records, also as JSON', async () => {
		const database = await createDatabase(18);
		await applyPack(database);
		const run = (...args: readonly string[]) => runProgram(['upkeep', ...args, database.uri()], env);
		const list = await run();
		expect([list.code, list.error]).toEqual([0, '']);
		expect(list.out).toMatch(/weekly +│ due +│ never/);
		const dry = await run('run', 'weekly', '--dry-run');
		expect([dry.code, dry.error]).toEqual([0, '']);
		expect(dry.out).toMatch(/select mcp\.note_upkeep/);
		expect(await database.sql`select from mcp.upkeep_log`).toHaveLength(0);
		expect(await run('run', 'partitions', '--yes')).toMatchObject({
			code: 0,
			error: 'Every partitioned table has its months, 3 ahead.\n',
		});
		const done = await run('run', 'weekly', 'analyze', '--yes', '--json');
		expect(done.code).toBe(0);
		expect(JSON.parse(done.out)).toMatchObject({
			action: 'upkeep',
			status: 'done',
			units: [{title: expect.stringMatching(/^Analyze \d+ tables$/)}, {title: 'Weekly review: indexes'}],
		});
		const after = JSON.parse((await run('list', '--json')).out) as {
			value: {tasks: Array<{name: string; state: string; lastAt: string | null}>};
		};
		for (const name of ['weekly', 'analyze']) {
			expect(after.value.tasks.find(task => task.name === name)).toMatchObject({
				state: 'done',
				lastAt: expect.stringMatching(/^\d{4}-/),
			});
		}
		expect((await run('run', 'yearly', '--yes')).code).toBe(2);
	});

	it('is refused to pg_monitor with the roles that may do it, never a GRANT of a superuser, and works on any database', async () => {
		const database = await createDatabase(13);
		const role = await database.createRole(['pg_monitor']);
		await database.sql`create table t (id int)`;
		const refused = await runProgram(['upkeep', 'run', 'analyze', '--yes', database.uri(role)], env);
		expect(refused.code).toBe(3);
		expect(refused.error).toContain('only postgres or a superuser can do it');
		expect(refused.error).not.toContain('GRANT');
		expect((await runProgram(['upkeep', 'run', 'analyze', '--yes', database.uri()], env)).code).toBe(0);
	});
});

describe('snapshot', () => {
	it('prints text without a terminal, also from the console, and exits with 0', async () => {
		const database = await createDatabase(18);
		await applyPack(database);
		for (const command of [['snapshot'], []]) {
			const {code, out} = await runProgram([...command, database.uri()], env);
			expect(code).toBe(0);
			for (const title of ['HEALTH', 'REGISTRY', 'REQUESTS', 'TENANTS', 'INDEXES', 'TABLES', 'MIGRATIONS']) {
				expect(out).toContain(`\n${title}\n`);
			}
			expect(out).not.toContain('\u001b');
			expect(out).toContain('\nTimes are local: UTC\n');
		}
	});

	it('gives the reason for an empty pane', async () => {
		const database = await createDatabase(18);
		const {code, out} = await runProgram(['snapshot', '--pane', 'requests', database.uri()], env);
		expect(code).toBe(0);
		expect(out).toMatch(/n\/a: no request log is configured/);
		expect(out).not.toContain('HEALTH');
	});
});

describe('help', () => {
	it.each(['', 'demo', 'snapshot', 'migrate', 'indexes', 'tables', 'upkeep', 'journal'])(
		'is printed for %j',
		async command => {
			const {code, out} = await runProgram([...(command ? [command] : []), '--help'], env);
			expect(code).toBe(0);
			expect(out).toContain('Usage');
			expect(Math.max(...out.split('\n').map(text => text.length))).toBeLessThanOrEqual(110);
		},
	);

	it('prints its version', async () => {
		expect((await runProgram(['--version'], env)).out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
	});
});
