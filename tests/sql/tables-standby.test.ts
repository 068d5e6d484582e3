import {beforeAll, describe, expect, it} from 'vitest';
import {obstacle, reason, reusableUnknown} from '../../source/domain/tables/words.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {readTrueSizes} from '../../source/queries/tables/true-sizes.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {planMeasurement} from '../../source/sampler/tables/measure.ts';
import {readTableFacts} from '../../source/sampler/tables/table-facts.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {sample} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';
import {createStandby} from '../helpers/standby.ts';

describe.each(everyVersion)('tables of a standby of PostgreSQL %d', async version => {
	const primary = await createServer(version, {
		wal_level: 'replica',
		max_wal_senders: '3',
		wal_keep_size: '64MB',
	});
	const sql = primary.session();
	await sql.unsafe(`
		create extension pg_freespacemap;
		create extension pgstattuple;
		create table logged as select n as id, repeat('x', 90) as text from generate_series(1, 10000) n;
		create unlogged table unlogged as select n as id, repeat('x', 9000) as text from generate_series(1, 10000) n;
		create index unlogged_id on unlogged (id);
	`);
	await sql`delete from logged where id % 2 = 0`;
	await sql`delete from unlogged where id % 2 = 0`;
	await sql`vacuum analyze`;
	const standby = await createStandby(version, primary, {name: 'standby'});
	const rowOf = async (name: string) => {
		const sampled = await sample(standby.connection());
		return (await sampled.section('tables', 'ok')).value.rows.find(row => row.name === name);
	};

	beforeAll(async () => {
		await until(
			() => standby.session()`select from pg_class where relname = 'unlogged_id'`.catch(() => []),
			rows => rows.length === 1,
		);
	});

	it('have no size if unlogged, with the reason, and never 0', async () => {
		const found = await rowOf('unlogged');
		expect(found).toMatchObject({
			absent: true,
			locked: false,
			tableBytes: null,
			heapBytes: null,
			indexBytes: null,
			liveTuples: null,
			deadTuples: null,
			reusableBytes: null,
			rowsEstimate: 5000,
		});
		expect(found?.reasons).toContainEqual(reason('size-unlogged-on-standby'));
		const reader = standby.reader('analytics');
		const {server} = await openSession(reader, {host: 'h', port: 1, service: null, productionPatterns: []});
		expect(await readTableFacts(reader, found?.oid ?? 0, server)).toMatchObject({
			absent: true,
			heapBytes: null,
			toastBytes: null,
			indexBytes: null,
			freeSpace: null,
			freeSpaceUnknown: reusableUnknown('unlogged-on-standby'),
		});
		expect(await planMeasurement(reader, found?.oid ?? 0, server.quotedUser)).toEqual({
			obstacle: obstacle('unlogged-on-standby'),
			help: null,
		});
	});

	it('have indexes without a size if unlogged', async () => {
		const sampled = await sample(standby.connection());
		const {rows} = (await sampled.section('indexes', 'ok')).value;
		expect(rows.find(row => row.name === 'unlogged_id')).toMatchObject({absent: true, sizeBytes: null});
	});

	it('are skipped by the size walk if unlogged, with their indexes', async () => {
		const rows = await sql<{oid: number; name: string}[]>`
			select oid::int, relname as name from pg_class where relname in ('logged', 'unlogged', 'unlogged_id')`;
		const named = async (reader: Reader) => {
			const found = await readTrueSizes(
				reader,
				rows.map(({oid}) => oid),
			);
			return found.map(({oid}) => rows.find(row => row.oid === oid)?.name).sort();
		};
		expect(await named(standby.reader('analytics'))).toEqual(['logged']);
		expect(await named(primary.reader('analytics'))).toEqual(['logged', 'unlogged', 'unlogged_id']);
	});

	it('are as large as on the primary if logged, with their free space', async () => {
		const found = await rowOf('logged');
		const [truth] = await sql<{heap: string}[]>`select pg_relation_size('logged') as heap`;
		expect(found).toMatchObject({absent: false, heapBytes: Number(truth?.heap), bloatUnknown: null});
		expect(found?.reusableBytes).toBeGreaterThan(0.3 * Number(truth?.heap));
	});

	it('have their size on the primary if unlogged', async () => {
		const sampled = await sample(primary.connection());
		const {rows} = (await sampled.section('tables', 'ok')).value;
		const found = rows.find(({name}) => name === 'unlogged');
		expect(found?.absent).toBe(false);
		expect(found?.tableBytes).toBeGreaterThan(100_000);
	});
});
