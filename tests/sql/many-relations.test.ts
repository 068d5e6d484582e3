import {beforeAll, describe, expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {sqlBody} from '../../source/queries/statement.ts';
import {createLane} from '../../source/sampler/engine/lane.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';
import {tablesTopic} from '../../source/sampler/tables/topic.ts';
import catalogSql from '../../sql/queries/indexes/index-catalog.sql';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, until} from '../helpers/scenario.ts';
import {makeTables, readTables} from '../helpers/scenario-tables.ts';

/** With those of the system itself more than the 2,000 up to which each is looked at. */
const many = 1950;

describe.each(everyVersion)(`${many} tables and as many indexes on PostgreSQL %d`, async version => {
	const database = await createDatabase(version);
	const {sql} = database;

	beforeAll(async () => {
		await makeTables(sql, many);
		await sql`alter table t_1 alter note set storage external`;
		await sql`insert into t_1 select n, case when n = 1 then repeat('x', 100000) end from generate_series(1, 5000) n`;
		await sql`insert into t_2 select n from generate_series(1, 5000) n`;
		await sql`vacuum analyze t_1`;
		expect((await sql`select from pg_index`).length).toBeGreaterThan(2000);
		expect((await sql`select from pg_class where relkind in ('r', 'm')`).length).toBeGreaterThan(2000);
	});

	it('have the index sizes of the last VACUUM or ANALYZE, and no definitions', async () => {
		const rows = await readIndexCatalog(database.reader());
		expect(rows).toHaveLength(many);
		expect(rows.every(({definition}) => definition === null)).toBe(true);
		const [truth] = await sql<{size: string}[]>`select pg_relation_size('i_1') as size`;
		expect(rows.find(row => row.name === 'i_1')).toMatchObject({
			...{sizeBytes: Number(truth?.size), sizeIsEstimate: true},
			...{primary: true, constraint: 'i_1 on t_1'},
		});
		// Filled since it was made, and never looked at, as too many are: its pages are those of an empty one.
		expect(rows.find(row => row.name === 'i_2')).toMatchObject({sizeBytes: null, sizeIsEstimate: false});
	});

	it('have the table sizes of the last VACUUM or ANALYZE, with TOAST and indexes', async () => {
		const rows = await readTables(database.reader());
		expect(rows).toHaveLength(many);
		const [truth] = await sql<{heap: string; toast: string; indexes: string}[]>`
			select
				pg_relation_size('t_1') as heap, pg_relation_size(reltoastrelid) as toast, pg_indexes_size('t_1') as indexes
			from pg_class where oid = 't_1'::regclass
		`;
		expect(Number(truth?.toast)).toBeGreaterThan(0);
		expect(rows.find(({name}) => name === 't_1')).toMatchObject({
			sizeIsEstimate: true,
			tableBytes: Number(truth?.heap) + Number(truth?.toast),
			heapBytes: Number(truth?.heap),
			indexBytes: Number(truth?.indexes),
			rowsEstimate: 5000,
		});
	});

	it('are measured before their first VACUUM or ANALYZE, up to a limit', async () => {
		const [truth] = await sql<{size: string}[]>`select pg_table_size('t_2') as size`;
		const looked = await readTables(database.reader());
		expect(Number(truth?.size)).toBeGreaterThan(100_000);
		expect(looked.find(({name}) => name === 't_2')).toMatchObject({
			sizeIsEstimate: false,
			tableBytes: Number(truth?.size),
			rowsEstimate: null,
		});
		await sql.unsafe(`do $$ begin
			for n in 1..100 loop execute format('create table u_%s (id int)', n); end loop;
		end $$`);
		// Above the limit only the most written tables are measured.
		await until(
			() => sql<{rows: string}[]>`select pg_stat_get_tuples_inserted('t_2'::regclass) as rows`,
			([row]) => row?.rows === '5000',
		);
		const rows = await readTables(database.reader());
		expect(rows.find(({name}) => name === 't_2')).toMatchObject({tableBytes: Number(truth?.size)});
		const unknown = rows.filter(({tableBytes}) => tableBytes === null);
		expect(unknown.length).toBe(rows.length - 1 - 500);
		expect(unknown[0]).toMatchObject({heapBytes: null, indexBytes: null, rowsEstimate: null});
		await sql.unsafe(`do $$ begin
			for n in 1..100 loop execute format('drop table u_%s', n); end loop;
		end $$`);
	});

	it('have measured index sizes before the first VACUUM or ANALYZE of a few tables', async () => {
		// The state after an ANALYZE of the empty tables, which would take longer to run.
		await sql`update pg_class set reltuples = 0, relpages = 1 where relname ~ '^t_' and relname not in ('t_1', 't_2')`;
		const rows = await readIndexCatalog(database.reader());
		const [truth] = await sql<{size: string}[]>`select pg_relation_size('i_2') as size`;
		expect(Number(truth?.size)).toBeGreaterThan(100_000);
		expect(rows.find(row => row.name === 'i_2')).toMatchObject({
			...{sizeBytes: Number(truth?.size), sizeIsEstimate: false},
		});
		await sql`update pg_class set reltuples = ${version === 13 ? 0 : -1}, relpages = 0 where relname ~ '^t_' and relname not in ('t_1', 't_2')`;
	});

	it('are joined with pg_constraint in one scan, not one per constraint', async () => {
		const [row] = await sql.unsafe(`explain (analyze, format json) ${sqlBody(catalogSql)}`);
		const scans = nodes(row?.['QUERY PLAN'][0].Plan).filter(
			node => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'pg_constraint',
		);
		expect(scans.length).toBeGreaterThan(0);
		expect(scans.map(node => node['Actual Loops'])).toEqual(scans.map(() => 1));
	});

	it('show their counters at once, and slower values with the next sample', async () => {
		const reader = database.reader();
		const session = await openSession(reader, {host: 'h', port: 1, service: null, productionPatterns: []});
		const lane = createLane([tablesTopic()] as unknown as readonly Topic[], reader);
		const sampled = async () => {
			const context = {now: new Date(), ...session, windowHours: 1};
			const {sections} = await lane.read(context, new Set(), new Map(), emptySections);
			if (sections.tables?.status !== 'ok') throw new Error('no tables');
			return sections.tables.value.rows.find(({name}) => name === 't_1');
		};
		expect(await sampled()).toMatchObject({
			writes: expect.any(Number),
			bloatUnknown: {code: 'not-estimated'},
		});
		expect(await sampled()).toMatchObject({writes: expect.any(Number), bloatUnknown: null});
		const whole = createLane([tablesTopic()] as unknown as readonly Topic[], reader);
		const context = {now: new Date(), ...session, windowHours: 1, once: true};
		const {sections} = await whole.read(context, new Set(), new Map(), emptySections);
		expect(sections.tables).toMatchObject({
			value: {rows: expect.arrayContaining([expect.objectContaining({name: 't_1', bloatUnknown: null})])},
		});
	});

	it('show their locks', async () => {
		const holder = await hold(database, 'lock table t_1 in access exclusive mode');
		const [indexes, tables] = await Promise.all([
			readIndexCatalog(database.reader()),
			readTables(database.reader()),
		]);
		expect(indexes.filter(({locked}) => locked).map(({name}) => name)).toEqual(['i_1']);
		expect(tables.filter(({locked}) => locked).map(({name}) => name)).toEqual(['t_1']);
		await holder.release();
	});
});

type PlanNode = {'Node Type': string; 'Relation Name'?: string; 'Actual Loops': number; Plans?: PlanNode[]};

function nodes(plan: PlanNode): PlanNode[] {
	return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}
