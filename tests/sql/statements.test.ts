import {beforeAll, describe, expect, it} from 'vitest';
import type {StatementRow, Statements} from '../../source/domain/statements/schema.ts';
import {readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {readPlan} from '../../source/queries/statements/explain.ts';
import {createDetailReader} from '../../source/sampler/details.ts';
import {statementsTopic} from '../../source/sampler/statements/topic.ts';
import {versions} from '../helpers/database.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

const find = (value: Statements, text: string): StatementRow => {
	const row = value.rows.find(item => item.text?.includes(text));
	if (!row) throw new Error(`There is no ${text} among ${value.rows.map(item => item.text).join('; ')}`);
	return row;
};

describe.each(versions)('pg_stat_statements of PostgreSQL %d', async version => {
	const server = await createServer(version, {
		shared_preload_libraries: 'pg_stat_statements',
		'pg_stat_statements.max': '100',
	});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	const plain = await server.createRole('plain');
	await sql.unsafe('create schema "Odd ""schema"');
	await sql.unsafe('create extension pg_stat_statements schema "Odd ""schema"');
	const info = version >= 14;
	const topicOf = (login?: Login) => readingsOf(statementsTopic(), server.reader('analytics', login));

	beforeAll(async () => {
		await sql`create table filled (id int, body text)`;
		await sql`create table "evil\u001b[31m" (id int)`;
	});

	it('have figures in total and since connected', async () => {
		const readings = topicOf();
		for (let call = 0; call < 3; call++) await sql`select count(*) from filled where id > 5`;
		const first = await readings.value();
		expect(first).toMatchObject({schema: 'Odd "schema', hidden: 0, mostEntries: 100, resetSeenAt: null});
		const before = find(first, 'from filled where id');
		expect(before.counted).toMatchObject({sinceConnected: null, perSecond: null});
		const calls = before.counted.total.calls ?? 0;
		for (let call = 0; call < 17; call++) await sql`select count(*) from filled where id > 5`;
		await sql`insert into filled select n, repeat('x', 500) from generate_series(1, 2000) n`;
		const second = await readings.value();
		const after = find(second, 'from filled where id');
		expect(after.counted.total.calls).toBe(calls + 17);
		expect(after.counted.sinceConnected).toMatchObject({calls: 17, rows: 17});
		expect(second.connectedAt).toEqual(first.serverTime);
		const overSeconds = (second.serverTime.getTime() - first.serverTime.getTime()) / 1000;
		expect((after.counted.perSecond?.calls ?? 0) * overSeconds).toBeCloseTo(17, 6);
		const insert = find(second, 'insert into filled');
		expect(insert.counted.sinceConnected).toMatchObject({calls: 1, rows: 2000});
		expect(insert.counted.total.walBytes).toBeGreaterThan(2000 * 500);
		expect(insert).toMatchObject({user: 'postgres', database: 'postgres', toplevel: true});
		const [truth] = await sql.unsafe<{time: number; mean: number; deviation: number}[]>(`
			select total_exec_time as time, mean_exec_time as mean, stddev_exec_time as deviation
			from "Odd ""schema".pg_stat_statements where queryid = ${after.queryId}`);
		expect(after.counted.total.execMs).toBeCloseTo(truth?.time ?? -1, 9);
		expect([after.meanMs, after.deviationMs]).toEqual([truth?.mean, truth?.deviation]);
		expect(second.sums.total.execMs).toBeGreaterThanOrEqual(after.counted.total.execMs ?? Infinity);
		expect(after.counted.total.jitMs === null).toBe(version < 15);
		expect(after.since === null).toBe(version < 17);
	});

	it('count temporary files', async () => {
		const readings = topicOf();
		await readings.value();
		await sql`set work_mem = '64kB'`;
		await sql`select n, repeat('y', 100) from generate_series(1, 20000) n order by 2, 1`;
		const row = find(await readings.value(), 'repeat($1, $2) from generate_series');
		expect(row.counted.sinceConnected?.tempWritten).toBeGreaterThan((20_000 * 100) / 8192);
	});

	it('exclude and count the statements of pgdeck', async () => {
		const reader = server.reader('analytics');
		const readings = readingsOf(statementsTopic(), reader);
		await readIndexCatalog(reader);
		await readPlan(reader, 'select count(*) from filled', false, undefined);
		await sql`select count(*) from filled where id > 5`;
		const first = await readings.value();
		const value = await readings.value();
		expect(first.own).toBeGreaterThan(5);
		expect(value.own).toBeGreaterThanOrEqual(first.own);
		expect(
			value.rows.filter(({text}) =>
				/pg_catalog\.pg_(class|extension|index)|EXPLAIN|set_config/.test(text ?? ''),
			),
		).toEqual([]);
		expect(find(value, 'from filled where id').counted.total.calls).toBeGreaterThan(0);
		const all =
			(value.sums.total.calls ?? 0) -
			value.rows.reduce((sum, row) => sum + (row.counted.total.calls ?? 0), 0);
		expect(all).toBeGreaterThan(5);
	});

	it('have sanitized texts', async () => {
		await sql.unsafe('select * from "evil\u001b[31m" where id = 7');
		expect(find(await topicOf().value(), 'evil').text).toContain('"evil\\x1b[31m"');
	});

	it('notice a reset and continue to count', async () => {
		const readings = topicOf();
		await sql`select 'before', 1`;
		await readings.value();
		await sql.unsafe('select "Odd ""schema".pg_stat_statements_reset()');
		for (let call = 0; call < 4; call++) await sql`select count(*) from filled where id > 5`;
		const after = await readings.value();
		expect(after.resetSeenAt).toEqual(after.serverTime);
		expect(after.statsReset === null).toBe(!info);
		expect(find(after, 'from filled where id').counted).toMatchObject({
			total: {calls: 4},
			sinceConnected: {calls: 4},
		});
		expect((await readings.value()).resetSeenAt).toEqual(after.serverTime);
	});

	it('count deallocated entries', async () => {
		const readings = topicOf();
		/** One of each length: constants and names do not make a statement another. */
		const select = async (from: number, to: number) => {
			for (let length = from; length <= to; length++) {
				await sql.unsafe(`select ${Array(length).fill(1).join()}`);
			}
		};
		await select(1, 90);
		await readings.value();
		await select(91, 300);
		const after = await readings.value();
		expect(after.evicted).toBeGreaterThan(0);
		expect(after.resetSeenAt).toBeNull();
		expect(after.deallocations === null).toBe(!info);
		if (info) expect(after.deallocations).toBeGreaterThan(0);
	});

	it('are hidden from a plain role and visible to a monitor', async () => {
		await sql`select count(*) from filled where id > 5`;
		await sql.unsafe('grant usage on schema "Odd ""schema" to plain, monitor');
		const partly = await topicOf(plain).value();
		expect(partly.hidden).toBeGreaterThan(0);
		expect(partly.rows.every(({user}) => user === 'plain')).toBe(true);
		expect(partly.entries).toBe(partly.hidden + partly.own + partly.rows.length);
		const all = await topicOf(monitor).value();
		expect(all.hidden).toBe(0);
		expect(find(all, 'from filled where id').user).toBe('postgres');
	});

	it('have their full text in the detail view', async () => {
		const long = `select ${Array.from({length: 400}, (_unused, index) => `'' as column_${index}`).join(', ')}`;
		await sql.unsafe(long);
		const reader = server.reader('analytics');
		const row = find(await readingsOf(statementsTopic(), reader).value(), 'column_0,');
		expect(row.text).toHaveLength(1000);
		const focus = {kind: 'statement', queryId: row.queryId, databaseId: row.databaseId} as const;
		const read = createDetailReader(undefined, undefined, {kind: 'pack'} as never);
		const detail = await read(focus, {reader} as never);
		expect(detail).toMatchObject({kind: 'statement', text: expect.stringMatching(/column_399$/)});
	});

	it('work in any schema, or give the statement that installs the extension', async () => {
		await sql`create database elsewhere`;
		const reader = server.reader('analytics', undefined, 'elsewhere');
		expect(await readingsOf(statementsTopic(), reader).read()).toMatchObject({
			status: 'unsupported',
			code: 'no-extension',
			help: expect.stringContaining('CREATE EXTENSION pg_stat_statements;'),
		});
	});
});

describe('every version of the extension on PostgreSQL 18', async () => {
	const server = await createServer(18, {shared_preload_libraries: 'pg_stat_statements'});
	const sql = server.session();
	const known = ['1.8', '1.9', '1.10', '1.11', '1.12'];

	it.each(known)('%s', async extension => {
		await sql`drop extension if exists pg_stat_statements`;
		await sql.unsafe(`create extension pg_stat_statements version '${extension}'`);
		await sql`select 'of this version', 1`;
		const value = await readingsOf(statementsTopic(), server.reader('analytics')).value();
		expect(value.version).toBe(extension);
		const minor = Number(extension.split('.')[1]);
		const {total} = find(value, 'select $1, $2').counted;
		expect(total.calls).toBeGreaterThan(0);
		expect(total.readMs).toBe(0);
		expect(total.jitFunctions === null).toBe(minor < 10);
		expect(total.workersPlanned === null).toBe(minor < 12);
		expect(value.deallocations === null).toBe(minor < 9);
	});

	it('rejects version 1.7 and says how to update', async () => {
		await sql`drop extension if exists pg_stat_statements`;
		await sql`create extension pg_stat_statements version '1.7'`;
		expect(await readingsOf(statementsTopic(), server.reader('analytics')).read()).toMatchObject({
			status: 'unsupported',
			code: 'old-extension',
			facts: {version: '1.7'},
			help: expect.stringContaining('ALTER EXTENSION pg_stat_statements UPDATE;'),
		});
	});
});

describe.each(versions)('PostgreSQL %d without the preloaded library', async version => {
	const server = await createServer(version);

	it('says how to load it', async () => {
		await server.session()`create extension pg_stat_statements`;
		expect(await readingsOf(statementsTopic(), server.reader('analytics')).read()).toMatchObject({
			status: 'unsupported',
			code: 'not-preloaded',
			reason: expect.stringContaining('shared_preload_libraries'),
		});
	});
});
