import {beforeAll, describe, expect, it} from 'vitest';
import {evidenceOf} from '../../source/domain/tables/verdict.ts';
import {reusableUnknown} from '../../source/domain/tables/words.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {sampleOnce} from '../../source/sampler/engine/once.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';
import {readTableFacts} from '../../source/sampler/tables/table-facts.ts';
import {tablesTopic} from '../../source/sampler/tables/topic.ts';
import {vacuumTopic} from '../../source/sampler/vacuum/topic.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, runAndLeave, until} from '../helpers/scenario.ts';

const endpoint = {host: 'h', port: 1, service: null, productionPatterns: []};

/*
Every way of knowing against pgstattuple, of tables that fool one or the other: padding, TOAST, fillfactor, a partition,
one that was never analyzed, one that is locked.
*/
describe.each(everyVersion)('facts of tables on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();

	const sampled = async (topic: Topic, reader: Reader) => {
		const session = await openSession(reader, endpoint);
		return (
			await sampleOnce(reader, session, [topic], {windowHours: 1, judge: {thresholds: defaultThresholds}})
		).sections;
	};
	const tablesOf = async (reader = database.reader()) => {
		const {tables} = await sampled(tablesTopic() as Topic, reader);
		if (tables.status !== 'ok') throw new Error(JSON.stringify(tables));
		return tables.value;
	};
	const row = async (name: string, reader = database.reader()) => {
		const found = (await tablesOf(reader)).rows.find(item => item.name === name);
		if (!found) throw new Error(`${name} is not there.`);
		return found;
	};
	const facts = async (name: string, role?: typeof monitor) => {
		const reader = database.reader(role);
		const {server} = await openSession(reader, endpoint);
		return readTableFacts(reader, (await row(name)).oid, server);
	};

	it('are empty in an empty database, with the reason why no free space map can be read', async () => {
		expect(await tablesOf()).toMatchObject({
			rows: [],
			reusableUnknown: reusableUnknown('extension-missing'),
		});
		const {vacuum} = await sampled(vacuumTopic() as Topic, database.reader());
		expect(vacuum).toMatchObject({
			status: 'ok',
			value: {
				relations: {value: {total: 0, due: 0, rows: []}},
				sequences: {value: {total: 0, unseen: 0, grant: null}},
			},
		});
	});

	describe('with the extensions', () => {
		beforeAll(async () => {
			await runAndLeave(
				database,
				`
				create extension pgstattuple;
				create extension pg_freespacemap;
				create table padded as select true as a, n::int8 as b, false as c, n::int8 as d, true as e, n::int8 as f
					from generate_series(1, 50000) n;
				create table half_full with (fillfactor = 50) as select n as id, repeat('x', 60) as text from generate_series(1, 50000) n;
				create table toasted (id int, text text);
				alter table toasted alter text set storage external;
				insert into toasted select n, repeat('x', 9000) from generate_series(1, 1000) n;
				delete from toasted where id % 2 = 0;
				create table parts (id int, text text) partition by range (id);
				create table part_1 partition of parts for values from (0) to (10000);
				create table part_2 partition of parts for values from (10000) to (20000);
				insert into parts select n, 'text ' || n from generate_series(1, 19999) n;
				delete from parts where id % 2 = 0;
				create table never as select n from generate_series(1, 10000) n;
				create table emptied as select n as id, repeat('x', 90) as text from generate_series(1, 30000) n;
				delete from emptied where id % 10 <> 0;
				create table "Od""d\u001b]0;x" as select 1 as id;
			`,
			);
			// Counters reported late would be added after the VACUUM, as if the rows still existed.
			const dead = () => sql<{dead: string}[]>`
				select sum(n_dead_tup) as dead from pg_stat_user_tables where relname in ('emptied', 'part_1', 'part_2')`;
			await until(dead, ([counted]) => Number(counted?.dead) === 27_000 + 9999);
			for (const name of ['padded', 'half_full', 'toasted', 'part_1', 'part_2', 'emptied']) {
				await sql`vacuum ${sql(name)}`;
				await sql`vacuum analyze ${sql(name)}`;
			}
			await until(dead, ([counted]) => Number(counted?.dead) === 0);
		});

		it('never call a good table bad: the low estimate is at most the space that pgstattuple finds', async () => {
			for (const {name, oid, bloatLowBytes, verdict, reusableBytes, heapBytes, lastVacuum} of (
				await tablesOf()
			).rows) {
				// Pointers to rows that are gone, and pages added ahead of need, are neither free nor dead to it.
				const [truth] = await sql<{free: number; dead: number; other: number}[]>`
					select free_space::int as free, dead_tuple_len::int as dead,
						(table_len - tuple_len - 4 * tuple_count - free_space - dead_tuple_len)::int as other from pgstattuple(${oid}::oid::regclass)`;
				const most =
					(truth?.free ?? 0) + (truth?.dead ?? 0) + (truth?.other ?? 0) + 0.03 * (heapBytes ?? 0) + 65_536;
				expect([name, (bloatLowBytes ?? 0) <= most]).toEqual([name, true]);
				expect([name, bloatLowBytes ?? 0]).toSatisfy(([, low]) => low >= 0);
				expect([name, verdict]).toEqual([name, expect.stringMatching(/^(ok|unknown)$/)]);
				if (reusableBytes === null || lastVacuum === null) continue;
				// The map is in steps of 32 bytes; and it knows the pages that 16 and later add ahead of need, of which
				// pgstattuple counts nothing.
				const steps = ((heapBytes ?? 0) / 8192) * 64;
				const ahead = version < 16 ? 0 : 64 * 8192;
				expect([name, reusableBytes >= (truth?.free ?? 0) - steps]).toEqual([name, true]);
				expect([name, reusableBytes <= (truth?.free ?? 0) + steps + ahead]).toEqual([name, true]);
			}
		});

		it('separate reusable space from bloat', async () => {
			const emptied = await row('emptied');
			expect(emptied.reusableBytes).toBeGreaterThan(0.8 * (emptied.heapBytes ?? 0));
			expect(emptied.bloatLowBytes).toBeGreaterThan(0.7 * (emptied.heapBytes ?? 0));
			const half = await row('half_full');
			// Reserved by its fillfactor: reusable, but no bloat.
			expect(half.reusableBytes).toBeGreaterThan(0.3 * (half.heapBytes ?? 0));
			expect(half.bloatLowBytes).toBeLessThanOrEqual(65_536);
			const ages = {sampledAt: new Date(), bloatSampledAt: new Date(), reusableUnknown: null};
			expect(evidenceOf(await row('never'), ages)[2]).toMatchObject({
				unknown: {code: 'never-analyzed'},
				at: null,
			});
		});

		it('are n/a with the reason for TOAST, without ANALYZE, and without privileges', async () => {
			const toasted = await row('toasted');
			expect(toasted.toastBytes).toBeGreaterThan(5_000_000);
			expect(toasted.reasons).toMatchObject([{code: 'toast-unknown'}]);
			expect((await row('never')).bloatUnknown?.code).toBe('never-analyzed');
			const watched = await row('padded', database.reader(monitor));
			expect(watched).toMatchObject({bloatUnknown: {code: 'statistics-unreadable'}, verdict: 'ok'});
			expect(watched.reusableBytes).not.toBeNull();
			const seen = await tablesOf(database.reader(plain));
			expect(seen.reusableUnknown?.text).toMatch(/GRANT pg_stat_scan_tables TO/);
			expect(seen.rows.every(({reusableBytes}) => reusableBytes === null)).toBe(true);
		});

		it('skip a locked table without waiting and cover the others', async () => {
			const holder = await hold(database, 'lock table emptied in access exclusive mode');
			const rows = (await tablesOf()).rows;
			expect(rows.find(({name}) => name === 'emptied')).toMatchObject({
				locked: true,
				tableBytes: null,
				reusableBytes: null,
			});
			expect(rows.find(({name}) => name === 'half_full')?.reusableBytes).not.toBeNull();
			const [emptied] = rows.filter(({name}) => name === 'emptied');
			const reader = database.reader();
			const {server} = await openSession(reader, endpoint);
			expect(await readTableFacts(reader, emptied?.oid ?? 0, server)).toMatchObject({
				locked: true,
				heapBytes: null,
				freeSpace: null,
				freeSpaceUnknown: reusableUnknown('locked'),
				autovacuum: [{heldBy: null}],
			});
			await holder.release();
		});

		it('have exact sizes for an opened table, and for a partition the totals of its parent', async () => {
			const truth = () => sql<{heap: string; indexes: string; live: string}[]>`
				select pg_relation_size('part_1') as heap, pg_indexes_size('part_1') as indexes,
					(select sum(n_live_tup) from pg_stat_user_tables where relname like 'part~_%' escape '~') as live`;
			// Sessions hand in what they count a moment later.
			const [found, [known]] = await until(
				async () => [await facts('part_1', monitor), await truth()] as const,
				([own, [now]]) => own?.parent?.liveTuples === Number(now?.live),
			);
			expect(found).toMatchObject({
				heapBytes: Number(known?.heap),
				indexBytes: Number(known?.indexes),
				parent: {name: 'public.parts', partitions: 2},
				freeSpace: {sampled: false},
			});
			expect(found?.parent?.liveTuples).toBeGreaterThan(0);
			expect((await facts('toasted'))?.autovacuum.map(({toast}) => toast)).toEqual([false, true]);
			expect((await facts('padded'))?.parent).toBeNull();
			expect(await facts('padded', plain)).toMatchObject({
				freeSpace: null,
				freeSpaceUnknown: {code: 'privilege-missing', text: expect.stringContaining('GRANT')},
			});
		});

		it('include every relation in the vacuum section, with sanitized names', async () => {
			const {vacuum} = await sampled(vacuumTopic() as Topic, database.reader(monitor));
			if (vacuum.status !== 'ok') throw new Error(JSON.stringify(vacuum));
			const {relations, databases, sequences, horizon} = vacuum.value;
			if (relations.status !== 'ok' || databases.status !== 'ok') throw new Error('not read');
			expect(relations.value.rows.map(({name}) => name)).toContain('Od"d\\x1b]0;x');
			expect(relations.value.total).toBe(relations.value.rows.length);
			expect(databases.value.databases.filter(({here}) => here)).toMatchObject([
				{name: database.name, state: 'ok'},
			]);
			expect([horizon.status, sequences.status]).toEqual(['ok', 'ok']);
		});
	});
});
