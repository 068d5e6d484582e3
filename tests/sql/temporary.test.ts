import {beforeAll, describe, expect, it} from 'vitest';
import type {Request} from '../../source/actions/table.ts';
import {readTableBloat, readTableCatalog, readTableCounters} from '../../source/queries/tables/tables.ts';
import {readVacuumRelations} from '../../source/queries/vacuum/vacuum.ts';
import {readSequences} from '../../source/queries/vacuum/wraparound.ts';
import {planMeasurement} from '../../source/sampler/tables/measure.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {blocking, openOperator} from '../helpers/scenario-actions.ts';
import {sample} from '../helpers/scenario-sampler.ts';

/** Only its own session can read a temporary table: what asks for it fails, and what counts it says nothing of the database. */
describe.each(everyVersion)('a temporary table of another session of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const other = database.session();
	const operator = await openOperator(database.connection());
	const reader = database.reader();
	let oid = 0;
	let index = 0;

	beforeAll(async () => {
		await database.sql.unsafe(`
			create extension pgstattuple;
			create extension pg_freespacemap;
			create table permanent as select n as id from generate_series(1, 1000) n;
		`);
		await other.unsafe(`
			create temporary table passing (id serial primary key, text text);
			insert into passing (text) select repeat('x', 9000) from generate_series(1, 1000) n;
			delete from passing where id % 2 = 0;
		`);
		await other`analyze passing`;
		await database.sql`analyze permanent`;
		const [row] = await other<{table: number; index: number}[]>`
			select 'passing'::regclass::oid::int as table, 'passing_pkey'::regclass::oid::int as index`;
		({table: oid, index} = row ?? {table: 0, index: 0});
	});

	it('is excluded from every query', async () => {
		for (const rows of [
			await readTableCounters(reader),
			await readTableCatalog(reader),
			await readTableBloat(reader),
		]) {
			expect(rows.length).toBeGreaterThan(0);
			expect(rows.filter(row => row.oid === oid)).toEqual([]);
		}
		const relations = await readVacuumRelations(reader, version * 10_000);
		expect(relations.map(({name}) => name)).toEqual(['permanent']);
		expect(await readSequences(reader)).toEqual([]);
		const sampled = await sample(database.connection());
		const {live} = sampled;
		const {snapshot} = await live(
			({snapshot: {sections}}) => sections.tables.status === 'ok' && sections.indexes.status === 'ok',
		);
		const {tables, indexes} = snapshot.sections;
		expect(tables.status === 'ok' && tables.value.rows.map(({name}) => name)).toEqual(['permanent']);
		expect(tables.status === 'ok' && tables.value.reusableUnknown).toBeNull();
		expect(indexes.status === 'ok' && indexes.value.rows.map(({name}) => name)).toEqual([]);
	});

	it('is not measured, with the reason', async () => {
		for (const number of [oid, index]) {
			expect(await planMeasurement(reader, number, 'postgres')).toEqual({
				obstacle: {
					code: 'temporary',
					facts: {},
					text: 'It is temporary: only its own session can read it.',
				},
				help: null,
			});
		}
	});

	it.each<[string, () => Request]>([
		['vacuum', () => ({action: 'vacuum', tables: [oid]})],
		['vacuum full', () => ({action: 'vacuum', tables: [oid], options: {full: true}})],
		['analyze', () => ({action: 'analyze-tables', tables: [oid]})],
		['reindex of the table', () => ({action: 'reindex', tables: [oid]})],
		['reindex of its index', () => ({action: 'reindex', indexes: [index]})],
		[
			'settings',
			() => ({action: 'table-settings', tables: [oid], set: {autovacuum_enabled: 'off'}, reset: []}),
		],
	])('is blocked in a plan to %s', async (_what, request) => {
		const plan = await operator.plan(request());
		expect(blocking(plan)).toContainEqual(
			expect.stringMatching(/system or temporary (table|index): pgdeck does not change it/),
		);
	});
});
