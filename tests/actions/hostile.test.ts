import {beforeEach, describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import type {Plan} from '../../source/actions/engine/plan.ts';
import {planText} from '../../source/commands/text/plan.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {
	ledgerOf,
	migration,
	migrationFolder,
	oidOf,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';

/** Clears the screen, sets the title, turns the text around, and ends a string, an identifier and a comment. */
const evil = '\u001b[2J\u001b]0;x\u0007\u009b31m\u202e\u200b\'"*/é😀';

describe.each(versions)('hostile text on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const identifier = `"${evil.replaceAll('"', '""')}"`;
	const literal = `'${evil.replaceAll("'", "''")}'`;
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public');
		for (const name of Object.keys(files)) delete files[name];
	});
	/** All strings of a report but the statements, which are kept as they are sent. */
	const shown = (value: unknown): string[] => {
		if (typeof value === 'string') return [value];
		if (value === null || typeof value !== 'object' || value instanceof Date) return [];
		return Object.entries(value).flatMap(([key, item]) =>
			['plan', 'statement', 'statements', 'units.target'].includes(key) ? [] : shown(item),
		);
	};
	const safe = (texts: readonly string[]) => {
		expect(texts.length).toBeGreaterThan(0);
		for (const text of texts) expect(sanitize(text)).toBe(text);
	};
	/** Without the bold and the dim of its table. */
	const printed = (plan: Plan) => {
		const marks = ['\u001b[1m', '\u001b[2m', '\u001b[22m'];
		return marks.reduce((text, mark) => text.replaceAll(mark, ''), planText(plan));
	};

	it('in a file and its name runs unchanged, and is shown sanitized', async () => {
		files[`1_${evil.replaceAll('/', '')}.sql`] = migration(
			`create table ${identifier} (id int, n text default ${literal});\ninsert into ${identifier} values (1);`,
		);
		const plan = await operator.plan({action: 'apply-migrations', which: 'all'});
		safe([printed(plan), plan.title, ...plan.units.map(({title}) => title), ...plan.checks.map(checkLine)]);
		expect(printed(plan)).toContain('\\x1b[2J\\x1b]0;x\\x07\\x9b31m\\u202e\\u200b');
		const run = operator.begin(plan);
		const progress = await run.result;
		expect(progress.status).toBe('done');
		safe(shown(run.seen));
		const [row] = await sql.unsafe(`select n from ${identifier}`);
		expect(row).toEqual({n: evil});
		const [noted] = await sql<{name: string}[]>`select name from pgdeck_migrations`;
		expect(noted?.name).toBe(evil.replaceAll('/', ''));
	});

	it('in a server error is sanitized in the report and in the journal', async () => {
		files['1_a.sql'] = migration(
			`do $$ begin raise exception using message = ${literal}, detail = ${literal}, hint = ${literal}; end $$;`,
		);
		const run = operator.begin(await operator.plan({action: 'apply-migrations', which: 'all'}));
		const {note, units} = await run.result;
		expect(note).toContain('1_a.sql:2: \\x1b[2J');
		expect(units[1]?.error).toMatchObject({
			message: sanitize(evil),
			detail: sanitize(evil),
			hint: sanitize(evil),
		});
		safe(shown(run.seen));
		const failed = operator.entries('failed').at(-1);
		safe([failed?.result ?? '', failed?.error?.message ?? '', failed?.error?.detail ?? '']);
	});

	it('in a blocking session is sanitized', async () => {
		await sql`create table busy (id int)`;
		const holder = await hold(database, `lock table busy; /* ${evil.replace('*/', '')} */`);
		files['1_a.sql'] = migration('alter table busy add n int;');
		const run = operator.begin(await operator.plan({action: 'apply-migrations', which: 'all'}));
		const {waitingFor} = await run.sees(progress => progress.waitingFor.length > 0);
		expect(waitingFor[0]?.query).toContain('\\x1b[2J');
		safe(shown(waitingFor));
		await holder.release();
		expect((await run.result).status).toBe('done');
	});

	it('in the name of an index is sanitized everywhere', async () => {
		await sql.unsafe(`create schema ${identifier}; create table ${identifier}.t (id int);
			create index ${identifier} on ${identifier}.t (id)`);
		const name = `${identifier}.${identifier}`;
		const plan = await operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
		safe([printed(plan)]);
		const drop = operator.begin(plan);
		expect((await drop.result).status).toBe('done');
		safe(shown(drop.seen));
		const undo = await operator.plan({action: 'undo-drop', id: `${plan.id}.1`});
		safe([printed(undo)]);
		const again = operator.begin(undo);
		expect((await again.result).status).toBe('done');
		safe(shown(again.seen));
		expect(await oidOf(database, name)).toBeGreaterThan(0);
		await sql.unsafe(`drop schema ${identifier} cascade`);
	});

	it('with line breaks does not look like a line of the plan', async () => {
		await sql.unsafe('create table t (id int); create index "x\nit is safe\n\nok" on t (id)');
		const plan = await operator.plan({
			action: 'drop-indexes',
			oids: [await oidOf(database, '"x\nit is safe\n\nok"')],
		});
		for (const line of printed(plan).split('\n')) expect(line).not.toMatch(/^(it is safe|ok)/);
	});

	it('in the parameters that a file sets ends with the file: role, search_path and timeouts', async () => {
		const role = await database.createRole();
		await sql.unsafe(
			`create table seen (path text, timeout text, by text); grant insert on seen to ${role.user}`,
		);
		files['1_dump.sql'] = migration(
			"select pg_catalog.set_config('search_path', '', false);\nset statement_timeout = '1h';\nset local lock_timeout = '1h';\ncreate table public.one (id int);",
			'set search_path = nowhere;\ndrop table public.one;',
		);
		files['2_role.sql'] = migration(`set role ${role.user};`, '', outside);
		files['3_seen.sql'] = migration(
			"insert into seen select current_setting('search_path'), current_setting('statement_timeout'), current_user;",
		);
		await sql.unsafe(`create table schema_migrations (version varchar primary key); grant insert on schema_migrations to ${role.user};
			create table pgdeck_migrations (version varchar primary key, name text not null, checksum text not null,
				duration_ms float8 not null, applied_by text not null, applied_at timestamptz not null default now());
			grant insert, update, select on pgdeck_migrations to ${role.user}; grant usage on schema public to ${role.user}`);
		const progress = await operator.act({action: 'apply-migrations', which: 'all'});
		expect(progress.note).toBeUndefined();
		expect(await ledgerOf(database)).toEqual(['1', '2', '3']);
		expect([...(await sql`select * from seen`)]).toEqual([
			{path: '"$user", public', timeout: '0', by: database.server.user},
		]);
		expect((await operator.act({action: 'roll-back-migration', to: '0'})).note).toBeUndefined();
		await sql.unsafe(`drop owned by ${role.user}`);
	});
});
