import {beforeAll, describe, expect, it} from 'vitest';
import {readIndexCatalog} from '../../source/queries/indexes.ts';
import {sqlBody} from '../../source/queries/statement.ts';
import {emptySections} from '../../source/sampler/empty-sections.ts';
import {createLane} from '../../source/sampler/lane.ts';
import {openSession} from '../../source/sampler/session.ts';
import type {Topic} from '../../source/sampler/topic.ts';
import {tablesTopic} from '../../source/sampler/topics/tables.ts';
import catalogSql from '../../sql/queries/index-catalog.sql';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {readTables} from '../helpers/scenario-tables.ts';

/** With those of the system itself more than the 2,000 up to which each is looked at. */
const many = 1950;

describe.each(everyVersion)(`${many} tables and as many indexes on PostgreSQL %d`, async version => {
	const database = await createDatabase(version);
	const {sql} = database;

	beforeAll(async () => {
		await sql.unsafe(`
			do $$ begin
				for n in 1..${many} loop
					execute format('create table t_%s (id int constraint i_%s primary key)', n, n);
				end loop;
			end $$
		`);
		await sql`insert into t_1 select n from generate_series(1, 5000) n`;
		await sql`insert into t_2 select n from generate_series(1, 5000) n`;
		await sql`vacuum analyze t_1`;
		expect((await sql`select from pg_index`).length).toBeGreaterThan(2000);
		expect((await sql`select from pg_class where relkind in ('r', 'm')`).length).toBeGreaterThan(2000);
	});

	it('have the index sizes of the last VACUUM or ANALYZE, and no definitions', async () => {
		const rows = await readIndexCatalog(database.reader());
		expect(rows).toHaveLength(many);
		expect(rows.every(({definition, sizeIsEstimate}) => definition === null && sizeIsEstimate)).toBe(true);
		const size = (name: string) => rows.find(row => row.name === name)?.sizeBytes;
		const [truth] = await sql<{size: string}[]>`select pg_relation_size('i_1') as size`;
		expect(size('i_1')).toBe(Number(truth?.size));
		// Filled since it was made, and never looked at: one page, as an empty one has.
		expect(size('i_2')).toBe(8192);
		expect(rows.find(row => row.name === 'i_1')).toMatchObject({primary: true, constraint: 'i_1 on t_1'});
	});

	it('have the table sizes of the last VACUUM or ANALYZE', async () => {
		const rows = await readTables(database.reader());
		expect(rows).toHaveLength(many);
		expect(rows.every(({indexBytes, sizeIsEstimate}) => indexBytes === null && sizeIsEstimate)).toBe(true);
		const [truth] = await sql<{size: string}[]>`select pg_relation_size('t_1') as size`;
		expect(rows.find(({name}) => name === 't_1')).toMatchObject({
			tableBytes: Number(truth?.size),
			rowsEstimate: 5000,
		});
		expect(rows.find(({name}) => name === 't_2')).toMatchObject({tableBytes: 0, rowsEstimate: null});
	});

	it('are looked up together, not one constraint after the other', async () => {
		const [row] = await sql.unsafe(`explain (analyze, format json) ${sqlBody(catalogSql)}`);
		const scans = nodes(row?.['QUERY PLAN'][0].Plan).filter(
			node => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'pg_constraint',
		);
		expect(scans.length).toBeGreaterThan(0);
		expect(scans.map(node => node['Actual Loops'])).toEqual(scans.map(() => 1));
	});

	it('show their counters at once, and what takes longer with the next sample', async () => {
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
			bloatUnknown: 'not estimated yet',
		});
		expect(await sampled()).toMatchObject({writes: expect.any(Number), bloatUnknown: null});
		const whole = createLane([tablesTopic()] as unknown as readonly Topic[], reader);
		const context = {now: new Date(), ...session, windowHours: 1, once: true};
		const {sections} = await whole.read(context, new Set(), new Map(), emptySections);
		expect(sections.tables).toMatchObject({
			value: {rows: expect.arrayContaining([expect.objectContaining({name: 't_1', bloatUnknown: null})])},
		});
	});

	it('still tell of locks', async () => {
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
