import {beforeAll, describe, expect, it} from 'vitest';
import {readIdentity} from '../../source/queries/identity.ts';
import {readIndexDetail} from '../../source/queries/indexes/index-detail.ts';
import {readIndexCounters} from '../../source/queries/indexes/indexes.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, until, untilScans} from '../helpers/scenario.ts';

describe.each(everyVersion)('index counters of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole();
	const readers = [
		database.reader(),
		database.reader(await database.createRole(['pg_monitor'])),
		database.reader(plain),
	];
	let started: Date | undefined;

	beforeAll(async () => {
		await sql.unsafe(
			`
			create table used (id int constraint used_id primary key, n int);
			create index used_n on used (n);
			create index used_never on used (n, id);
			insert into used select n, n % 10 from generate_series(1, 100) n;
			comment on index used_n is 'For the monthly report.';
			vacuum analyze used;
		`.replace('vacuum analyze used;', ''),
		);
		await sql`vacuum analyze used`;
		started = (await sql<{now: Date}[]>`select clock_timestamp() as now`)[0]?.now;
		// Seven look-ups of one row each, and three that read ten rows each.
		await runAndLeave(
			database,
			'set enable_seqscan = off',
			'set enable_bitmapscan = off',
			...Array.from({length: 7}, (_unused, n) => `select n from used where id = ${n + 1}`),
			'drop index used_never',
			...Array.from({length: 3}, () => 'select * from used where n = 5'),
			'create index used_never on used (n, id)',
		);
		await untilScans(database, 'used_n', 3);
	});

	const counters = async (reader = database.reader()) => {
		const {versionNumber} = await readIdentity(reader);
		const rows = await readIndexCounters(reader, versionNumber);
		const names = new Map(
			(
				await sql<{oid: number; name: string}[]>`select oid::int as oid, relname::text as name from pg_class`
			).map(({oid, name}) => [oid, name]),
		);
		return Object.fromEntries(rows.map(({oid, ...use}) => [names.get(oid), use]));
	};

	it('count scans for every role', async () => {
		for (const reader of readers) {
			const used = await counters(reader);
			expect(Object.keys(used).sort()).toEqual(['used_id', 'used_n', 'used_never']);
			expect(used).toMatchObject({
				used_id: {scans: 7, tuplesRead: 7},
				used_n: {scans: 3, tuplesRead: 30},
				used_never: {scans: 0, tuplesRead: 0},
			});
		}
	});

	it('match pg_stat_user_indexes', async () => {
		const rows = await sql<{name: string; scans: string; read: string}[]>`
			select indexrelname::text as name, idx_scan as scans, idx_tup_read as read from pg_stat_user_indexes`;
		const truth = rows.map(({name, scans, read}) => [name, {scans: Number(scans), tuplesRead: Number(read)}]);
		expect(await counters()).toMatchObject(Object.fromEntries(truth));
	});

	it(version < 16 ? 'have no time of the last scan' : 'have the time of the last scan', async () => {
		const {used_n: n, used_never: never} = await counters();
		expect(never?.lastScan).toBeNull();
		if (version < 16) {
			expect(n?.lastScan).toBeNull();
		} else {
			const [now] = await sql<{now: Date}[]>`select clock_timestamp() as now`;
			expect(n?.lastScan?.getTime()).toBeGreaterThanOrEqual(started?.getTime() ?? Number.NaN);
			expect(n?.lastScan?.getTime()).toBeLessThanOrEqual(now?.now.getTime() ?? Number.NaN);
		}
	});

	it('restart after a reset', async () => {
		await sql`select pg_stat_reset()`;
		await untilScans(database, 'used_n', 0);
		expect(await counters()).toMatchObject({used_id: {scans: 0, tuplesRead: 0, lastScan: null}});
	});

	it('come with definition, sizes and table activity in the detail', async () => {
		await runAndLeave(
			database,
			'set enable_indexscan = off',
			'set enable_bitmapscan = off',
			'select count(*) from used where n > 0',
			'update used set n = n where id <= 4',
			'insert into used values (1000, 0)',
			'delete from used where id = 1000',
		);
		const [row] = await sql<{oid: number; index: string; table: string}[]>`
			select 'used_n'::regclass::oid::int as oid, pg_relation_size('used_n') as index, pg_table_size('used') as table`;
		const detail = await until(
			() => readIndexDetail(database.reader(plain), row?.oid ?? 0),
			answer => answer?.tableWrites === 6,
		);
		const [truth] = await sql<{seq: string; idx: string}[]>`
			select seq_scan as seq, idx_scan as idx from pg_stat_user_tables where relname = 'used'`;
		expect(detail).toEqual({
			definition: 'CREATE INDEX used_n ON public.used USING btree (n)',
			sizeBytes: Number(row?.index),
			tableBytes: Number(row?.table),
			tableSequentialScans: Number(truth?.seq),
			tableIndexScans: Number(truth?.idx),
			tableWrites: 6,
			comment: 'For the monthly report.',
		});
		expect(detail?.tableSequentialScans).toBeGreaterThanOrEqual(3);
	});

	it('have no detail for a dropped index', async () => {
		expect(await readIndexDetail(database.reader(), 1)).toBeUndefined();
	});
});
