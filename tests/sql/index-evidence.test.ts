import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Indexes} from '../../source/domain/indexes/schema.ts';
import {gap} from '../../source/domain/indexes/words.ts';
import {encodeSnapshot} from '../../source/domain/snapshot/schema.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {createDatabase, everyVersion, type TestDatabase} from '../helpers/database.ts';
import {hostileName, snapshotOf} from '../helpers/fixtures.ts';
import {runAndLeave, until, untilScans} from '../helpers/scenario.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-evidence-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const later = (days: number) => new Date(Date.now() + days * 86_400_000);
let serial = 0;
const newFile = () => path.join(folder, `${++serial}.sqlite`);

/** As a console sees it that samples now and then. */
async function watch(database: TestDatabase, role?: Parameters<TestDatabase['reader']>[0], file = newFile()) {
	const reader = database.reader(role);
	const endpoint = {host: '127.0.0.1', port: database.server.port, service: null, productionPatterns: []};
	const session = await openSession(reader, endpoint);
	const topic = indexesTopic({file, connection: database.connection(role), replicas: []});
	return {
		async look(now = new Date()): Promise<Indexes> {
			const context = {
				...session,
				reader: reader.metered(),
				apart: reader.metered(),
				now,
				windowHours: 1,
				afresh: false,
				shown: true,
			};
			const section = await readTopic(topic, context, pending);
			if (section.status !== 'ok') throw new Error(JSON.stringify(section));
			return section.value;
		},
		close: () => topic.close?.(),
	};
}

const named = ({rows}: Indexes, name: string) => rows.find(row => row.name === name);

describe.each(everyVersion)('evidence about indexes of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);

	beforeAll(async () => {
		await sql.unsafe(`
			create table t (id int primary key, a int, b int, c int);
			insert into t select n, n, n % 10, n from generate_series(1, 20000) n;
			create index t_a on t (a);
			create index t_b on t (b);
			create index t_ab on t (a, b);
		`);
		await sql`vacuum analyze t`;
		await runAndLeave(database, ...Array.from({length: 12}, () => 'select count(*) from t'));
		await until(
			() => sql<{scans: string}[]>`select pg_stat_get_numscans('t'::regclass) as scans`,
			([row]) => Number(row?.scans) >= 12,
		);
	});

	it.each([['superuser'], ['pg_monitor']])('grows over weeks as %s', async who => {
		const console_ = await watch(database, who === 'superuser' ? undefined : monitor);
		const first = await console_.look();
		expect([first.evidence.pending, first.evidence.problem, first.nodes.length]).toEqual([false, null, 1]);
		expect(named(first, 't_b')?.verdict).toMatchObject({
			answer: 'maybe',
			missing: [
				{code: 'short-history', text: expect.stringContaining('0 of 35 days known: first seen by pgdeck 2')},
			],
		});
		const month = await console_.look(later(36));
		expect(named(month, 't_b')?.verdict).toMatchObject({answer: 'yes', quietDays: expect.closeTo(36, 0)});
		expect(named(month, 't_b')?.owned).toBe(who === 'superuser');
		expect(named(month, 't_a')?.standIn).toEqual({
			oid: named(month, 't_ab')?.oid,
			name: 't_ab',
			kind: 'redundant',
		});
		expect(() =>
			encodeSnapshot(snapshotOf({indexes: {status: 'ok', value: month, sampledAt: new Date(), tookMs: 1}})),
		).not.toThrow();
		await console_.close();
	});

	it('restarts for an index that is used or created again', async () => {
		const console_ = await watch(database);
		await console_.look();
		await runAndLeave(
			database,
			'set enable_seqscan = off',
			'set enable_bitmapscan = off',
			'select c from t where b = 5 limit 1',
		);
		await untilScans(database, 't_b', 1);
		expect(named(await console_.look(later(40)), 't_b')).toMatchObject({
			...{
				category: 'Low usage',
				...(version < 16
					? {
							verdict: {
								answer: 'maybe',
								missing: [gap('short-history', {knownDays: 0, wantedDays: 35, firstSeen: null})],
							},
						}
					: {}),
			},
			evidence: [{scans: 1, basis: version < 16 ? 'own-samples' : 'last-scan'}],
		});
		await sql`drop index t_b`;
		await sql`create index t_b on t (b)`;
		expect(named(await console_.look(later(80)), 't_b')?.evidence).toMatchObject([{seen: 1, scans: 0}]);
		expect(named(await console_.look(later(80)), 't_ab')?.verdict.quietDays).toBeCloseTo(80, 0);
		await console_.close();
	});

	it('survives REINDEX CONCURRENTLY, and compares bloat with the best size', async () => {
		await runAndLeave(
			database,
			...['set enable_seqscan = off', 'drop index t_a', 'select * from t where a = 5 and b = 5'],
		);
		await untilScans(database, 't_ab', 1);
		const console_ = await watch(database);
		const before = named(await console_.look(), 't_ab');
		await sql`delete from t where id % 4 <> 0`;
		await sql`vacuum analyze t`;
		const bloated = await until(
			async () => named(await console_.look(later(5)), 't_ab'),
			row => (row?.bloat?.lowBytes ?? 0) > 0,
		);
		expect(bloated?.bloat).toMatchObject({bestBytesPerRow: before?.bloat?.bytesPerRow});
		expect((bloated?.bloat?.bytesPerRow ?? 0) / (before?.bloat?.bytesPerRow ?? 1)).toBeCloseTo(4, 0);
		await sql`reindex index concurrently t_ab`;
		await untilScans(database, 't_ab', 1);
		const after = named(await console_.look(later(10)), 't_ab');
		expect(after?.oid).not.toBe(before?.oid);
		expect(after?.evidence[0]).toMatchObject({firstSeen: before?.evidence[0]?.firstSeen});
		expect(after?.bloat?.highBytes ?? 0).toBeLessThan(bloated?.bloat?.lowBytes ?? 0);
		await console_.close();
	});

	it('sums the partitions of a partitioned index', async () => {
		await sql.unsafe(`
			create table tree (at int, n int) partition by range (at);
			create table tree_1 partition of tree for values from (0) to (100);
			create table tree_2 partition of tree for values from (100) to (200) partition by range (at);
			create table tree_2a partition of tree_2 for values from (100) to (150);
			create index tree_at on tree (at);
			insert into tree select n, n from generate_series(0, 149) n;
		`);
		await runAndLeave(
			database,
			...['set enable_seqscan = off', 'set enable_bitmapscan = off'],
			...[
				'select n from tree where at = 5',
				'select n from tree where at = 105',
				'select n from tree where at = 106',
			],
		);
		await untilScans(database, 'tree_2a_at_idx', 2);
		const console_ = await watch(database);
		const found = await console_.look();
		expect(named(found, 'tree_at')).toMatchObject({
			...{partitions: 2, scans: 3, category: 'Low usage', partitioned: true, parentOid: null},
			evidence: [{scans: 3, seen: 1}],
		});
		const parts = ['tree_1_at_idx', 'tree_2a_at_idx'].map(name => named(found, name));
		expect(named(found, 'tree_at')?.sizeBytes).toBe(
			parts.reduce((sum, part) => sum + (part?.sizeBytes ?? 0), 0),
		);
		expect(named(found, 'tree_2_at_idx')).toMatchObject({
			parentOid: named(found, 'tree_at')?.oid,
			partitions: 0,
		});
		await sql`drop table tree`;
		await console_.close();
	});

	it('names foreign keys without an index, with a suggestion', async () => {
		await sql.unsafe(`
			create schema "Odd";
			create table one (id int primary key, two int, unique (id, two));
			create table "Odd"."T" (one int references one, "Two" int references one, three int references one, four int,
				foreign key (one, four) references one (id, two));
			create index on "Odd"."T" (one);
			create index on "Odd"."T" (four, one);
			create index on "Odd"."T" (three) where three > 5;
			create table parts (at int, one int references one) partition by range (at);
			create table parts_1 partition of parts for values from (0) to (9);
		`);
		const console_ = await watch(database, monitor);
		const {unindexed} = await console_.look();
		// No table of these was ever looked through: its size is not known, and not 0.
		expect(unindexed.filter(({tableBytes}) => tableBytes !== null)).toEqual([]);
		expect(unindexed.map(({constraint, suggestion}) => [constraint, suggestion]).sort()).toEqual([
			['T_Two_fkey', 'CREATE INDEX CONCURRENTLY ON "Odd"."T" ("Two")'],
			['T_three_fkey', 'CREATE INDEX CONCURRENTLY ON "Odd"."T" (three)'],
			['parts_one_fkey', 'CREATE INDEX ON public.parts (one)'],
		]);
		for (const {suggestion} of unindexed) await sql.unsafe(suggestion.replace('CONCURRENTLY ', ''));
		const again = await watch(database);
		expect((await again.look()).unindexed).toEqual([]);
		await sql`drop table parts, "Odd"."T", one`;
		await Promise.all([console_.close(), again.close()]);
	});

	it('skips internal indexes of extensions, and sanitizes hostile names', async () => {
		const internal = ['_timescaledb_internal', '_timescaledb_catalog', 'citus', 'citus_internal', 'columnar'];
		for (const schema of internal) {
			await sql`create schema ${sql(schema)}`;
			await sql`create table ${sql(schema)}.chunk (a int primary key)`;
		}
		await sql`create table ${sql(hostileName)} (a int)`;
		await sql`create index ${sql(`i${hostileName}`)} on ${sql(hostileName)} (a)`;
		const console_ = await watch(database);
		const found = await console_.look();
		expect(found.rows.filter(({schema}) => internal.includes(schema))).toEqual([]);
		const text = JSON.stringify(found);
		expect(text).toContain('\\\\x1b[31mred');
		expect(text).not.toContain('\\u001b');
		await sql`drop table ${sql(hostileName)}`;
		await console_.close();
	});

	it('is empty in an empty database', async () => {
		const empty = await createDatabase(version);
		const console_ = await watch(empty);
		const found = await console_.look();
		expect([found.rows, found.unindexed, found.evidence.problem]).toEqual([[], [], null]);
		await console_.close();
	});
});
