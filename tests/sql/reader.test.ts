import {performance} from 'node:perf_hooks';
import {afterAll, describe, expect, it} from 'vitest';
import * as z from 'zod';
import {openReader} from '../../source/postgres/reader.ts';
import {readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {parseRows, readRow, readRows} from '../../source/queries/statement.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, failureOf, hold, until, untilWaiting} from '../helpers/scenario.ts';
import {readTables} from '../helpers/scenario-tables.ts';

describe.each(versions)('reading from PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const purposes = ['sampling', 'analytics', 'watch'] as const;
	const readers = Object.fromEntries(
		purposes.map(purpose => [purpose, openReader(database.connection(), purpose)]),
	) as Record<(typeof purposes)[number], ReturnType<typeof openReader>>;
	afterAll(() => Promise.all(purposes.map(purpose => readers[purpose].close())));

	it('measures each of several concurrent queries separately', async () => {
		const metered = [1, 2, 3].map(() => readers.sampling.metered());
		await readers.sampling.read(own => own`select 1`);
		const asked = performance.now();
		await Promise.all(metered.map(reader => reader.read(own => own`select pg_sleep(0.2)`)));
		const elapsed = performance.now() - asked;
		// They ran in turn: measured from the request, their sum would be twice the elapsed time.
		const sum = metered.reduce((total, {cost}) => total + cost.tookMs, 0);
		expect(sum).toBeLessThanOrEqual(elapsed);
		expect(sum).toBeGreaterThan(elapsed / 2);
		for (const {cost} of metered) {
			expect(cost.tookMs).toBeGreaterThan(0);
			expect(cost.queries).toBe(1);
		}
		expect(readers.sampling.cost.queries).toBe(1);
	});

	it('counts failed queries', async () => {
		const reader = readers.sampling.metered();
		await failureOf(reader.read(own => own`select 1 / 0`));
		await reader.read(own => own`select 1`);
		expect(reader.cost.queries).toBe(2);
	});

	it.each(purposes)('refuses to write, whatever the role may do: %s', async purpose => {
		const reader = readers[purpose];
		await sql`create table if not exists target (id int)`;
		for (const statement of [
			'create table made (id int)',
			'insert into target values (1)',
			'drop table target',
		]) {
			expect(await failureOf(reader.read(own => own.unsafe(statement)))).toMatchObject({code: '25006'});
		}
		expect((await sql`select from target`).length).toBe(0);
	});

	it.each([
		['sampling', '2s'],
		['analytics', '5s'],
		['watch', '1s'],
	] as const)('sets its own timeouts, and turns JIT off: %s', async (purpose, statementTimeout) => {
		const [row] = await readers[purpose].read(
			own => own`
				select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
					current_setting('application_name') as name, current_setting('TimeZone') as zone,
					current_setting('default_transaction_read_only') as read_only, current_setting('jit') as jit`,
		);
		expect(row).toEqual({
			...{
				statement: statementTimeout,
				lock: '100ms',
				name: 'pgdeck',
				zone: 'UTC',
				read_only: 'on',
				jit: 'off',
			},
		});
	});

	it('does not queue behind a lock, and limits the time of a query', async () => {
		const holder = await hold(database, 'lock table target in access exclusive mode');
		expect(await failureOf(readers.sampling.read(own => own`select * from target`))).toMatchObject({
			code: '55P03',
			message: 'canceling statement due to lock timeout',
		});
		await holder.release();
		expect(await failureOf(readers.watch.read(own => own`select pg_sleep(60)`))).toMatchObject({
			code: '57014',
			message: 'canceling statement due to statement timeout',
		});
	});

	it('prints no notices', async () => {
		const [row] = await readers.analytics.read(
			own => own`
				select pg_relation_filepath('target') is not null as told,
					set_config('client_min_messages', 'debug1', false) as level`,
		);
		expect(row).toEqual({told: true, level: 'debug1'});
		const written: string[] = [];
		const {log, warn, error} = console;
		const [out, err] = [process.stdout.write, process.stderr.write];
		const keep = (text: unknown) => written.push(String(text)) > 0;
		Object.assign(console, {log: keep, warn: keep, error: keep});
		process.stdout.write = keep;
		process.stderr.write = keep;
		try {
			// Both warn: a commit without a transaction, and a rollback without one.
			await readers.analytics.read(own => own.unsafe('commit'));
			await readers.analytics.read(own => own.unsafe("do $$ begin raise warning 'look here'; end $$"));
		} finally {
			Object.assign(console, {log, warn, error});
			process.stdout.write = out;
			process.stderr.write = err;
		}
		expect(written).toEqual([]);
	});

	it('sanitizes hostile text in names and statements', async () => {
		const name = '\u001b]0;owned\u0007 "x"\r\u202e\u0085';
		const shown = '\\x1b]0;owned\\x07 "x"\\x0d\\u202e\\x85';
		const quoted = `"${name.replaceAll('"', '""')}"`;
		await sql.unsafe(`create schema ${quoted}`);
		await sql.unsafe(
			`create table ${quoted}.${quoted} (id int constraint ${quoted.replace('owned', 'index')} primary key)`,
		);
		const tables = await readTables(readers.analytics);
		expect(tables.filter(row => row.schema === shown)).toMatchObject([{name: shown}]);
		const indexes = await readIndexCatalog(readers.sampling);
		const [index] = indexes.filter(row => row.schema === shown);
		expect(index).toMatchObject({name: shown.replace('owned', 'index'), table: shown});
		const inSql = shown.replaceAll('"', '""').replace('owned', 'index');
		expect(index?.definition).toContain(`CREATE UNIQUE INDEX "${inSql}" ON`);

		const rows = parseRows(
			await readers.sampling.read(
				own => own`select ${name}::text as text, ${own.json({[name]: [name, 1, null]})}::jsonb as deep`,
			),
			z.object({text: z.string(), deep: z.record(z.string(), z.unknown())}),
		);
		expect(rows[0]?.text).toBe(shown);
		expect(Object.values(rows[0]?.deep ?? {})).toEqual([[shown, 1, null]]);
	});

	it('reports rows of an unexpected shape', async () => {
		const row = z.object({id: z.int(), name: z.string()});
		await expect(readRows(readers.sampling, 'select 1 as id, null as name', row)).rejects.toThrow(
			"The server's answer is not of the expected form: name: Invalid input: expected string, received null.",
		);
		await expect(readRow(readers.sampling, 'select 1 as id where false', row)).rejects.toThrow(
			'A statement that gives one row gave none.',
		);
	});

	it('continues after its session was terminated', async () => {
		const reader = openReader(database.connection(), 'sampling');
		const pid = async () => (await reader.read(own => own`select pg_backend_pid() as pid`))[0]?.pid;
		const first = await pid();
		const sleeping = failureOf(reader.read(own => own`select pg_sleep(2)`));
		await sql`select pg_terminate_backend(${Number(first)})`;
		expect(['57P01', 'CONNECTION_CLOSED', 'ECONNRESET']).toContain((await sleeping).code);
		const second = await until(
			() => pid().catch(() => undefined),
			answer => answer !== undefined,
		);
		expect(second).not.toBe(first);
		await reader.close();
	});

	it('accepts queries while others wait', async () => {
		const holder = await hold(database, 'lock table target in access exclusive mode');
		const waiting = await begin(database, 'select * from target');
		await untilWaiting(database, waiting);
		expect(await readTables(readers.analytics)).not.toEqual([]);
		await holder.release();
		await waiting.result;
	});
});
