import {beforeAll, describe, expect, it} from 'vitest';
import {bytesPerRow} from '../../source/domain/indexes/bloat.ts';
import {aroundOf, causesOf} from '../../source/domain/tables/causes.ts';
import {reason} from '../../source/domain/tables/words.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, runAndLeave, until} from '../helpers/scenario.ts';
import {sample} from '../helpers/scenario-sampler.ts';

/** Rows of each that are deleted and not vacuumed: what fools one way of knowing or the other. */
const tables: Readonly<Record<string, {make: string; dead: number}>> = {
	padded: {
		make: `create table padded as select true as a, n::int8 as b, false as c, n::int8 as d, true as e, n as id
			from generate_series(1, 20000) n`,
		dead: 500,
	},
	half_full: {
		make: "create table half_full with (fillfactor = 50) as select n as id, repeat('x', 60) as t from generate_series(1, 20000) n",
		dead: 500,
	},
	toasted: {
		make: `create table toasted (id int, t text); alter table toasted alter t set storage external;
			insert into toasted select n, repeat('x', 9000) from generate_series(1, 2000) n`,
		dead: 200,
	},
	part_1: {
		make: `create table parts (id int, t text) partition by range (id);
			create table part_1 partition of parts for values from (0) to (100000);
			insert into parts select n, 'text ' || n from generate_series(1, 20000) n`,
		dead: 500,
	},
	never: {make: 'create table never as select n as id from generate_series(1, 20000) n', dead: 0},
	deduplicated: {
		make: `create table deduplicated (id int, few int);
			create index few_values on deduplicated (few);
			create index many_values on deduplicated (id);
			insert into deduplicated select n, n % 10 from generate_series(1, 100000) n`,
		dead: 500,
	},
	locked: {make: 'create table locked as select n as id from generate_series(1, 20000) n', dead: 500},
};

describe.each(everyVersion)('table facts on PostgreSQL %d, compared with pgstattuple', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const names = Object.keys(tables);

	beforeAll(async () => {
		await sql`create extension pgstattuple`;
		await sql`create extension pg_freespacemap`;
		for (const [name, {make, dead}] of Object.entries(tables)) {
			await runAndLeave(database, ...make.split(';'));
			// Otherwise the delete could be reported before the insert.
			await until(
				() => sql<{inserts: string}[]>`select pg_stat_get_tuples_inserted(${name}::regclass) as inserts`,
				([row]) => Number(row?.inserts) > 0,
			);
			if (name === 'never') continue;
			await runAndLeave(database, `vacuum analyze ${name}`, `delete from ${name} where id <= ${dead}`);
			await until(
				() => sql<{dead: string}[]>`select pg_stat_get_dead_tuples(${name}::regclass) as dead`,
				([row]) => Number(row?.dead) === dead,
			);
		}
	});

	const sampled = async () => {
		const own = await sample(database.connection());
		const {snapshot, now} = await own.live(
			({snapshot: {sections}}) =>
				[sections.tables, sections.vacuum].every(({status}) => status === 'ok') &&
				sections.indexes.status === 'ok' &&
				!sections.indexes.value.evidence.pending,
		);
		return {sections: snapshot.sections, now};
	};
	const rowsOf = ({tables: section}: Awaited<ReturnType<typeof sampled>>['sections']) =>
		section.status === 'ok' ? section.value.rows : [];

	it('match dead and live rows, and are never negative', async () => {
		const {sections} = await sampled();
		const rows = rowsOf(sections);
		expect(rows.map(({name}) => name).toSorted()).toEqual(names.toSorted());
		for (const row of rows) {
			const [truth] = await sql<{live: number; dead: number; size: number}[]>`
				select tuple_count::int as live, dead_tuple_count::int as dead, table_len::int as size
				from pgstattuple(${row.oid}::oid::regclass)`;
			expect([row.name, row.liveTuples, row.deadTuples, row.heapBytes]).toEqual([
				row.name,
				truth?.live,
				truth?.dead,
				truth?.size,
			]);
			const figures = [
				...[row.bloatLowBytes, row.bloatHighBytes, row.reusableBytes, row.deadRatio, row.toastBytes],
				...[row.tableBytes, row.indexBytes],
			];
			expect([row.name, figures.filter(figure => figure !== null && figure < 0)]).toEqual([row.name, []]);
		}
		expect(rows.find(({name}) => name === 'never')).toMatchObject({
			bloatUnknown: {code: 'never-analyzed'},
			bloatLowBytes: null,
		});
	});

	it('give no table a bad verdict or a cause', async () => {
		const {sections, now} = await sampled();
		for (const row of rowsOf(sections)) {
			expect([row.name, row.verdict]).toEqual([row.name, 'ok']);
			expect([row.name, causesOf(row, aroundOf(sections, row.oid, now))]).toEqual([row.name, []]);
		}
	});

	it('show an index of few values at its best size, with or without deduplication', async () => {
		const {sections} = await sampled();
		const indexes = sections.indexes.status === 'ok' ? sections.indexes.value.rows : [];
		const few = indexes.find(({name}) => name === 'few_values');
		const many = indexes.find(({name}) => name === 'many_values');
		if (!few || !many) throw new Error('not listed');
		// As 13 and later store them, a value with its rows.
		expect(bytesPerRow(few)).toBeLessThan(0.7 * (bytesPerRow(many) ?? 0));
		// Seen for the first time they are at their best, which no model of pages and rows says of the one.
		for (const index of [few, many]) {
			expect(index.bloat).toMatchObject({
				lowBytes: 0,
				bytesPerRow: index.bloat?.bestBytesPerRow,
				highBytes: expect.any(Number),
			});
			expect(index.bloat?.highBytes).toBeGreaterThanOrEqual(0);
			expect(index.bloat?.highBytes).toBeLessThan(0.05 * (index.sizeBytes ?? 0));
		}
	});

	it('keep the counts of a locked table without its sizes', async () => {
		const holder = await hold(database, 'lock table locked in access exclusive mode');
		const {sections, now} = await sampled();
		const row = rowsOf(sections).find(({name}) => name === 'locked');
		if (!row) throw new Error('not listed');
		expect(row).toMatchObject({
			locked: true,
			...{heapBytes: null, tableBytes: null, indexBytes: null, reusableBytes: null},
			...{liveTuples: 19_500, deadTuples: 500, verdict: 'ok'},
		});
		expect(row.reasons).toContainEqual(reason('size-locked'));
		expect(causesOf(row, aroundOf(sections, row.oid, now))).toEqual([]);
		await holder.release();
	});
});
