import {beforeAll, describe, expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {readTrueSizes} from '../../source/queries/tables/true-sizes.ts';
import {createLane} from '../../source/sampler/engine/lane.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {tablesTopic} from '../../source/sampler/tables/topic.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, hold, untilWaiting} from '../helpers/scenario.ts';
import {makeTables} from '../helpers/scenario-tables.ts';

/** More than the 2,000 up to which each is looked at. */
const many = 2200;
/** These have an estimate; the others are more than 2,000 too. */
const estimated = 150;
/** With 400 at a turn all have had theirs, and the first one begins anew. */
const turns = 7;

describe.each(everyVersion)(`the sizes of ${many} tables and indexes on PostgreSQL %d`, async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	beforeAll(async () => {
		await makeTables(sql, many);
		// The state after an ANALYZE of the small tables, which would take longer to run.
		await sql`update pg_class set reltuples = 0, relpages = 1
			where relname ~ '^t_' and substr(relname, 3)::int <= ${estimated}`;
		await sql`alter table t_1 alter note set storage external`;
		await sql`insert into t_1 select n, case when n = 1 then repeat('x', 100000) end from generate_series(1, 5000) n`;
		await sql`insert into t_900 select n from generate_series(1, 5000) n`;
	});

	const truth = async () => {
		const rows = await sql<{name: string; table: string; heap: string; indexes: string}[]>`
			select relname as name, pg_table_size(oid) as table, pg_relation_size(oid) as heap, pg_indexes_size(oid) as indexes
			from pg_class where relname ~ '^t_'`;
		return new Map(rows.map(row => [row.name, [row.table, row.heap, row.indexes].map(Number)]));
	};
	const sampling = async (topic: Topic, reader: Reader) => {
		const session = await openSession(reader, {host: 'h', port: 1, service: null, productionPatterns: []});
		const lane = createLane([topic], reader);
		let atMs = Date.now();
		let afresh = new Set([topic.id]);
		return async (once = false) => {
			// Long enough for any pace to have a turn.
			atMs += 3_600_000;
			const context = {now: new Date(atMs), ...session, windowHours: 1, once};
			const {sections} = await lane.read(context, afresh, new Map(), emptySections);
			afresh = new Set();
			return sections;
		};
	};
	const tablesOf = async (topic = tablesTopic(), role?: typeof monitor) => {
		const sample = await sampling(topic as unknown as Topic, database.reader(role));
		return async (once = false) => {
			const {tables} = await sample(once);
			if (tables?.status !== 'ok') throw new Error(JSON.stringify(tables));
			return tables.value.rows;
		};
	};
	const indexesOf = async () => {
		const sample = await sampling(indexesTopic() as unknown as Topic, database.reader());
		return async (once = false) => {
			const {indexes} = await sample(once);
			if (indexes?.status !== 'ok') throw new Error(JSON.stringify(indexes));
			return indexes.value.rows;
		};
	};

	it('become exact for tables within some turns, each with its age, also for a member of pg_monitor', async () => {
		const sizes = await truth();
		for (const role of [undefined, monitor]) {
			const sample = await tablesOf(tablesTopic(), role);
			const before = await sample();
			expect(before.filter(row => row.sizeIsEstimate)).toHaveLength(estimated);
			expect(before.filter(row => row.tableBytes === null)).toHaveLength(many - estimated - 500);
			expect(before.every(row => row.sizeAt === null)).toBe(true);
			for (let turn = 0; turn < turns; turn++) await sample();
			const after = await sample();
			expect(new Map(after.map(row => [row.name, [row.tableBytes, row.heapBytes, row.indexBytes]]))).toEqual(
				sizes,
			);
			expect(after.filter(row => row.sizeIsEstimate)).toEqual([]);
			// But the 500 that are looked at with the catalog.
			expect(after.filter(row => row.sizeAt === null)).toHaveLength(500);
		}
	});

	it('become exact for indexes within some turns, each with its age', async () => {
		const rows = await sql<{name: string; size: string}[]>`
			select relname as name, pg_relation_size(oid) as size from pg_class where relname ~ '^i_'`;
		const sample = await indexesOf();
		const before = await sample();
		expect(before.filter(row => row.sizeIsEstimate)).toHaveLength(estimated);
		expect(before.filter(row => row.sizeBytes === null)).toHaveLength(many - estimated);
		for (let turn = 0; turn < turns; turn++) await sample();
		const after = await sample();
		expect(new Map(after.map(row => [row.name, row.sizeBytes]))).toEqual(
			new Map(rows.map(row => [row.name, Number(row.size)])),
		);
		expect(after.filter(row => row.sizeIsEstimate || row.sizeAt === null)).toEqual([]);
	});

	it('are catalog estimates for a command, which samples once', async () => {
		const [tables, indexes] = [await tablesOf(), await indexesOf()];
		for (let turn = 0; turn < 2; turn++) {
			const rows = [...(await tables(true)), ...(await indexes(true))];
			expect(rows.some(row => row.sizeIsEstimate)).toBe(true);
			expect(rows.every(row => row.sizeAt === null)).toBe(true);
		}
	});

	it('stay unchanged for a table with a granted or waiting lock, and do not delay the others', async () => {
		const holder = await hold(
			database,
			'lock table t_1 in access exclusive mode',
			'select count(*) from t_2 where id = 1',
		);
		const waiting = await begin(database, 'reindex index i_2');
		await untilWaiting(database, waiting);
		const sample = await tablesOf();
		for (let turn = 0; turn <= turns; turn++) await sample();
		const rows = await sample();
		const unread = rows.filter(row => row.sizeIsEstimate || row.tableBytes === null).map(row => row.name);
		expect(unread.sort()).toEqual(['t_1', 't_2']);
		await holder.release();
		await waiting.result;
		for (let turn = 0; turn <= turns; turn++) await sample();
		const sizes = await truth();
		const [found] = (await sample()).filter(({name}) => name === 't_1');
		expect(found).toMatchObject({sizeIsEstimate: false, tableBytes: sizes.get('t_1')?.[0]});
	});

	it('are read only for relations that exist and are not locked', async () => {
		const [row] = await sql<{table: number; index: number; other: number}[]>`
			select 't_1'::regclass::oid::int as table, 'i_1'::regclass::oid::int as index, 'i_3'::regclass::oid::int as other`;
		if (!row) throw new Error('They are there.');
		const asked = [row.table, row.index, row.other, 4_000_000_000];
		const oids = async () => (await readTrueSizes(database.reader(), asked)).map(({oid}) => oid).sort();
		expect(await oids()).toEqual([row.table, row.index, row.other].sort());
		const holder = await hold(database, 'lock table t_1 in access exclusive mode');
		expect(await oids()).toEqual([row.other]);
		await holder.release();
	});

	it('are read again first for a table that ANALYZE has updated', async () => {
		const sample = await tablesOf();
		for (let turn = 0; turn <= turns; turn++) await sample();
		const row = async () => (await sample()).find(({name}) => name === 't_3');
		expect(await row()).toMatchObject({sizeIsEstimate: false, sizeAt: expect.any(Date)});
		await sql`insert into t_3 select n from generate_series(1, 5000) n`;
		await sql`analyze t_3`;
		const sizes = await truth();
		// It comes before all others: the turn after the catalog has told of it.
		expect(await row()).toMatchObject({sizeIsEstimate: false, tableBytes: sizes.get('t_3')?.[0]});
	});
});
