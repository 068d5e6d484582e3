import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, hold, runAndLeave, until, untilWaiting} from '../helpers/scenario.ts';
import {readTables, type TableRow} from '../helpers/scenario-tables.ts';

describe.each(everyVersion)('tables of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole();
	// Uses the real timeouts: any answer proves that the reader did not wait.
	const reader = openReader(database.connection(), 'sampling');
	afterAll(() => reader.close());
	const table = async (name: string, own = reader) => (await readTables(own)).find(row => row.name === name);

	beforeAll(async () => {
		await sql.unsafe(`
			create schema "Other";
			create table worked (id int primary key, text text);
			create index on worked (text);
			create table "Other"."Worked" (id int);
			create table untouched (id int);
			create table analyzed_empty (id int);
			create materialized view seen as select n from generate_series(1, 10) n;
			create view only_a_view as select 1 as one;
			create table parts (id int) partition by range (id);
			create table part_1 partition of parts for values from (0) to (10);
			create unlogged table unlogged (id int);
		`);
		await sql`analyze analyzed_empty`;
		await runAndLeave(
			database,
			"insert into worked select n, repeat('x', 10000) || n from generate_series(1, 1000) n",
			'delete from worked where id <= 300',
			'update worked set id = id where id > 900',
			'set enable_seqscan = off',
			'select id from worked where id = 500',
			'select id from worked where id = 501',
		);
		await until(
			() =>
				sql<{dead: string}[]>`select n_dead_tup as dead from pg_stat_user_tables where relname = 'worked'`,
			([row]) => Number(row?.dead) === 400,
		);
	});

	it('are listed once each: no views, no catalogs, no partitioned parents, no temporary ones', async () => {
		const session = database.session();
		await session`create temporary table mine (id int)`;
		const rows = await readTables(reader);
		const flags = rows.map(({schema, name, materialized, partition}) => [
			schema,
			name,
			materialized,
			partition,
		]);
		expect(flags.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
			['Other', 'Worked', false, false],
			['public', 'analyzed_empty', false, false],
			['public', 'part_1', false, true],
			['public', 'seen', true, false],
			['public', 'unlogged', false, false],
			['public', 'untouched', false, false],
			['public', 'worked', false, false],
		]);
	});

	it('show rows, dead rows, writes and scans exactly, to every role', async () => {
		for (const own of [reader, database.reader(plain)]) {
			expect(await table('worked', own)).toMatchObject({
				liveTuples: 700,
				deadTuples: 400,
				modifiedSinceAnalyze: 1000 + 300 + 100,
				writes: 1000 + 300 + 100,
				// The update by id > 900 may use either.
				indexScans: expect.any(Number),
				lastVacuum: null,
				lastAutovacuum: null,
				lastAnalyze: null,
				lastAutoanalyze: null,
				rowsEstimate: null,
			});
		}
		// A session may hand in its last scans between the two questions.
		const {truth, row} = await until(
			async () => {
				const [counted] = await sql<{seq: string; idx: string}[]>`
					select seq_scan as seq, idx_scan as idx from pg_stat_user_tables where relname = 'worked'`;
				return {truth: counted, row: await table('worked')};
			},
			both => both.row?.sequentialScans === Number(both.truth?.seq),
		);
		expect(row?.indexScans).toBe(Number(truth?.idx));
		expect(row?.indexScans).toBeGreaterThanOrEqual(2);
	});

	it('have the sizes that the server reports, including TOAST and all indexes', async () => {
		const [truth] = await sql<{size: string; indexes: string; heap: string}[]>`
			select pg_table_size('worked') as size, pg_indexes_size('worked') as indexes,
				pg_relation_size('worked') as heap`;
		const row = await table('worked');
		expect(row).toMatchObject({tableBytes: Number(truth?.size), indexBytes: Number(truth?.indexes)});
		expect(row?.tableBytes).toBeGreaterThan(Number(truth?.heap));
		expect(await table('untouched')).toMatchObject({tableBytes: 0, indexBytes: 0, sizeIsEstimate: false});
	});

	it('show the last VACUUM and ANALYZE, and the rows changed since', async () => {
		const [before] = await sql<{now: Date}[]>`select clock_timestamp() as now`;
		await runAndLeave(database, 'vacuum analyze worked');
		const row = await until(
			() => table('worked'),
			found => found?.lastAnalyze !== null,
		);
		expect(row).toMatchObject({rowsEstimate: 700, liveTuples: 700, deadTuples: 0, modifiedSinceAnalyze: 0});
		for (const at of [row?.lastVacuum, row?.lastAnalyze]) {
			expect(at?.getTime()).toBeGreaterThanOrEqual(before?.now.getTime() ?? Number.NaN);
		}
	});

	it('have an unknown row count before the first VACUUM or ANALYZE, not 0', async () => {
		expect((await table('untouched'))?.rowsEstimate).toBeNull();
		// 13 keeps no note of it: an empty table that was analyzed looks like one that never was.
		expect((await table('analyzed_empty'))?.rowsEstimate).toBe(version < 14 ? null : 0);
	});

	const lost = {locked: true, tableBytes: null, indexBytes: null};

	it.each([
		['the table', 'lock table worked in access exclusive mode'],
		['one of its indexes', 'reindex index worked_text_idx'],
		['its indexes and those of its TOAST', 'reindex table worked'],
	])('lose their sizes, not their row, if %s is locked', async (_what, statement) => {
		const holder = await hold(database, statement);
		expect(await table('worked')).toMatchObject({...lost, liveTuples: 700});
		expect(await table('untouched')).toMatchObject({
			locked: false,
			tableBytes: 0,
		} satisfies Partial<TableRow>);
		await holder.release();
		expect(await table('worked')).toMatchObject({locked: false, tableBytes: expect.any(Number)});
	});

	it('lose their sizes while another session waits for the lock', async () => {
		const holder = await hold(database, 'select from worked limit 1');
		const waiting = await begin(database, 'truncate worked');
		await untilWaiting(database, waiting);
		expect(await table('worked')).toMatchObject(lost);
		await sql`select pg_cancel_backend(${waiting.pid})`;
		await holder.release();
	});
});
