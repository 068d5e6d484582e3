import {beforeAll, describe, expect, it} from 'vitest';
import type {Measurement, MeasurePlan} from '../../source/domain/tables/measurement.ts';
import {obstacle} from '../../source/domain/tables/words.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {readFreeSpace, readMeasuringExtensions} from '../../source/queries/tables/measure.ts';
import {measure, planMeasurement} from '../../source/sampler/tables/measure.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {failureOf, hold, until} from '../helpers/scenario.ts';

/** How each table is made. */
const tables: Readonly<Record<string, string>> = {
	fresh: 'create table fresh as select n as id, now() as at from generate_series(1, 20000) n',
	emptied: `create table emptied as select n as id, 'row ' || n as text from generate_series(1, 20000) n;
		delete from emptied where id % 10 <> 0`,
	dead: `create table dead as select n as id, repeat('x', 50) as text from generate_series(1, 10000) n;
		update dead set id = id`,
	padded: `create table padded as select true as a, n::int8 as b, false as c, n::int8 as d from generate_series(1, 20000) n`,
	half_full: `create table half_full with (fillfactor = 50) as
		select n as id, repeat('x', n % 40) as text from generate_series(1, 20000) n`,
	toasted: `create table toasted (id int, text text); alter table toasted alter text set storage external;
		insert into toasted select n, repeat('x', 9000) from generate_series(1, 500) n; delete from toasted where id % 2 = 0`,
	wide: `create table wide as select n as id, repeat('x', 1500) as text from generate_series(1, 2000) n;
		delete from wide where id % 3 = 0`,
	never: 'create table never as select n as id from generate_series(1, 5000) n',
	empty: 'create table empty (id int)',
	seen: "create materialized view seen as select n, 'x' || n as text from generate_series(1, 10000) n",
	'Od"d\u001b$1': `create table "Od""d\u001b$1" as select n as "I d" from generate_series(1, 10000) n`,
};

describe.each(everyVersion)('measured space on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	const reader = database.reader();
	const oidOf = async (name: string) => {
		const [row] = await sql<{oid: number}[]>`select oid::int as oid from pg_class where relname = ${name}`;
		if (!row) throw new Error(`${name} is not there.`);
		return row.oid;
	};
	const planOf = async (name: string, own = reader) => planMeasurement(own, await oidOf(name), 'anna');
	const ready = async (name: string, own = reader): Promise<MeasurePlan> => {
		const plan = await planOf(name, own);
		if ('obstacle' in plan) throw new Error(plan.obstacle.text);
		return plan;
	};
	const heaps = (measured: Measurement) => (measured.kind === 'table' ? measured.heaps : []);

	it('gives the next step without the extension, and without the privilege', async () => {
		await sql`create table t (id int)`;
		expect(await planOf('t')).toEqual({
			obstacle: obstacle('extension-missing'),
			help: 'CREATE EXTENSION pgstattuple',
		});
		// In a schema of an odd name, which the role has to reach too.
		await sql`create schema "ex""t"`;
		await sql`create extension pgstattuple schema "ex""t"`;
		await sql`create extension pg_freespacemap schema "ex""t"`;
		const barred = {
			obstacle: obstacle('privilege-missing'),
			help: 'GRANT pg_stat_scan_tables TO anna',
		};
		expect(await planOf('t', database.reader(plain))).toEqual(barred);
		await sql`grant usage on schema "ex""t" to public`;
		expect(await planOf('t', database.reader(plain))).toEqual(barred);
		expect(await planOf('t', database.reader(monitor))).toMatchObject({kind: 'table', schema: 'ex"t'});
		expect(await readMeasuringExtensions(database.reader(monitor))).toMatchObject([
			{allowed: true},
			{allowed: true},
		]);
	});

	describe('tables', () => {
		beforeAll(async () => {
			for (const [name, make] of Object.entries(tables)) {
				for (const statement of make.split(';')) await sql.unsafe(statement);
				if (name === 'dead') await sql`analyze dead`;
				else if (name !== 'never') await sql`vacuum analyze ${sql(name)}`;
			}
		});

		it.each(Object.keys(tables))('%s matches pgstattuple, as a member of pg_monitor', async name => {
			const plan = await ready(name, database.reader(monitor));
			const [found] = heaps(await measure(database.reader(monitor), plan));
			const [truth] = await sql<Record<'len' | 'dead' | 'deadBytes' | 'free', number>[]>`
				select table_len::int as len, dead_tuple_count::int as dead, dead_tuple_len::int as "deadBytes",
					free_space::int as free from "ex""t".pgstattuple(${await oidOf(name)}::oid::regclass)`;
			expect(found).toMatchObject({bytes: truth?.len, deadTuples: truth?.dead, deadBytes: truth?.deadBytes});
			// The free space map is in steps of 32 bytes a page.
			expect(Math.abs((found?.freeBytes ?? 0) - (truth?.free ?? 0))).toBeLessThanOrEqual(
				((truth?.len ?? 0) / 8192) * 64,
			);
		});

		it.each(Object.keys(tables).filter(name => name !== 'seen'))(
			'VACUUM FULL of %s frees an amount within the predicted range',
			async name => {
				const measured = heaps(await measure(reader, await ready(name)));
				const oid = await oidOf(name);
				const size = async () => {
					const [row] = await sql<{heap: number; toast: number}[]>`
					select pg_relation_size(oid)::int as heap, pg_relation_size(nullif(reltoastrelid, 0))::int as toast
					from pg_class where oid = ${oid}`;
					return row ?? {heap: 0, toast: 0};
				};
				const before = await size();
				await sql`vacuum full ${sql(name)}`;
				const after = await size();
				for (const {toast, shrink} of measured) {
					const back = toast ? before.toast - after.toast : before.heap - after.heap;
					// Pages are counted whole, and rows that differ in length fit by chance.
					const slack = Math.max(16_384, (toast ? before.toast : before.heap) * 0.03);
					expect([name, toast, back >= shrink.lowBytes - slack]).toEqual([name, toast, true]);
					expect([name, toast, back <= shrink.highBytes + slack]).toEqual([name, toast, true]);
					expect(shrink.lowBytes).toBeGreaterThanOrEqual(0);
				}
			},
		);

		it('predicts how much it will read: no all-visible page', async () => {
			await sql`create table vouched as select n from generate_series(1, 20000) n`;
			const [before] = (await ready('vouched')).parts;
			expect(before).toMatchObject({toast: false, readBytes: before?.bytes});
			// Rows that somebody may not see yet are not vouched for.
			await until(
				async () => {
					await sql`vacuum vouched`;
					return (await ready('vouched')).parts[0]?.readBytes;
				},
				read => read === 0,
			);
			expect((await ready('toasted')).parts.map(({toast}) => toast)).toEqual([false, true]);
		});
	});

	describe('indexes', () => {
		beforeAll(async () => {
			await sql.unsafe(`
				create table i (id int, few int, words text[]);
				insert into i select n, n % 10, array['a'] from generate_series(1, 50000) n;
				create index fresh_index on i (id);
				create index bloated_index on i (id);
				create index few_index on i (few);
				create index gin_index on i using gin (words);
				create index empty_index on never (id) where id < 0;
				delete from i where id % 10 <> 0;
				create table parent (id int primary key) partition by range (id);
			`);
			await sql`vacuum i`;
			await sql`reindex index fresh_index`;
		});

		it.each(['fresh_index', 'bloated_index', 'few_index', 'empty_index'])(
			'REINDEX of %s frees about the predicted amount',
			async name => {
				const plan = await ready(name);
				expect(plan.parts).toMatchObject([{readBytes: plan.parts[0]?.bytes, fillfactor: 90}]);
				const found = await measure(database.reader(monitor), plan);
				if (found.kind !== 'index') throw new Error('It is no index.');
				const size = async () => (await ready(name)).parts[0]?.bytes ?? 0;
				const before = await size();
				await sql.unsafe(`reindex index ${name}`);
				const back = before - (await size());
				expect(Math.abs(back - found.shrinkBytes)).toBeLessThanOrEqual(Math.max(16_384, before * 0.1));
				expect(found.shrinkBytes).toBeGreaterThanOrEqual(0);
			},
		);

		it.each([
			['gin_index', /measures btree indexes\. This index is gin/],
			['parent', /partitioned/],
			['parent_pkey', /partitioned/],
		])('%s is refused with the reason', async (name, why) => {
			expect(await planOf(name)).toMatchObject({obstacle: {text: expect.stringMatching(why)}});
		});
	});

	it('does not wait for a lock, neither when it plans nor when it measures', async () => {
		const plan = await ready('fresh');
		const holder = await hold(database, 'lock table fresh in access exclusive mode');
		expect(await planOf('fresh')).toMatchObject({
			obstacle: obstacle('locked'),
		});
		expect((await failureOf(measure(reader, plan))).code).toBe('55P03');
		await holder.release();
		expect(await planMeasurement(reader, 999_999_999, 'anna')).toMatchObject({obstacle: obstacle('gone')});
	});

	it('is canceled on the server', async () => {
		await sql`create table long as select n as id, repeat('x', 500) as text from generate_series(1, 300000) n`;
		const own = openReader(database.connection(monitor), 'measure');
		const {parts, ...rest} = await ready('long');
		// As many times as it takes to be sure that it is under way.
		const plan = {...rest, parts: Array.from({length: 50}, () => parts).flat()};
		const control = new AbortController();
		const failed = failureOf(measure(own, plan, control.signal));
		const running = () => sql<{pid: number}[]>`
			select pid from pg_stat_activity where state = 'active' and query like '%pgstattuple_approx%'
				and datname = ${database.name} and pid <> pg_backend_pid()`;
		await until(running, rows => rows.length > 0);
		control.abort();
		expect((await failed).code).toBe('57014');
		await until(running, rows => rows.length === 0);
		await own.close();
	});

	it('matches the free space map after VACUUM, for all pages or a sample', async () => {
		const oids = [await oidOf('i'), await oidOf('fresh'), await oidOf('empty')];
		const [truth] = await sql<{free: number}[]>`
			select sum("ex""t".pg_freespace('i'::regclass, page))::int as free
			from generate_series(0, pg_relation_size('i') / 8192 - 1) page`;
		const all = await readFreeSpace(database.reader(monitor), 'ex"t', oids, 4096);
		expect(all.find(({oid}) => oid === oids[0])).toEqual({
			oid: oids[0],
			freeBytes: truth?.free,
			sampled: false,
		});
		expect(truth?.free).toBeGreaterThan(0);
		const some = await readFreeSpace(database.reader(monitor), 'ex"t', oids, 20);
		const told = some.find(({oid}) => oid === oids[0]);
		expect(told?.sampled).toBe(true);
		expect(Math.abs((told?.freeBytes ?? 0) / (truth?.free ?? 1) - 1)).toBeLessThan(0.1);
		// One without a page has nothing to look at.
		expect(all.find(({oid}) => oid === oids[2])).toBeUndefined();
	});
});
