import {describe, expect, it} from 'vitest';
import {progressTopic} from '../../source/sampler/progress/topic.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(versions)('progress on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	await database.sql.unsafe('create schema odd');
	await database.sql.unsafe(
		'create table odd."evil\u001b[31m" as select n as id from generate_series(1, 1000) n',
	);
	await database.sql`create table slow as select n as id, repeat('x', 200) as body from generate_series(1, 20000) n`;
	const of = (role?: typeof monitor) => readingsOf(progressTopic(), database.reader(role));

	it('has the kinds that this version reports', async () => {
		const {kinds} = await of().value();
		expect(kinds).toEqual(
			expect.arrayContaining(['analyze', 'basebackup', 'cluster', 'create_index', 'vacuum']),
		);
		expect(kinds.includes('copy')).toBe(version >= 14);
	});

	it('shows command, phase and waits of an index build that waits for a writer', async () => {
		const writer = await hold(database, 'insert into odd."evil\u001b[31m" values (0)');
		const building = await begin(database, 'create index concurrently made on odd."evil\u001b[31m" (id)');
		await untilWaiting(database, building);
		for (const role of [undefined, monitor]) {
			const {rows} = await of(role).value();
			expect(rows.find(({pid}) => pid === building.pid)).toMatchObject({
				kind: 'create_index',
				command: 'CREATE INDEX CONCURRENTLY',
				relation: 'odd.evil\\x1b[31m',
				index: 'made',
				phase: 'waiting for writers before build',
				done: 0,
				total: 1,
				share: 0,
				unit: 'sessions',
				hidden: false,
				waits: 'Lock: virtualxid',
			});
		}
		const hidden = (await of(plain).value()).rows.find(({pid}) => pid === building.pid);
		expect(hidden).toMatchObject({hidden: true, phase: null, share: null, relation: null});
		await writer.release();
		await building.result;
	});

	it('counts heap blocks of a VACUUM', async () => {
		const session = database.session();
		await session`set vacuum_cost_delay = 50`;
		await session`set vacuum_cost_limit = 10`;
		const [own] = await session<{pid: number}[]>`select pg_backend_pid() as pid`;
		const running = session`vacuum slow`.then(
			() => 'ended',
			() => 'canceled',
		);
		const {rows} = await until(
			() => of().value(),
			({rows: all}) => all.some(({pid, done}) => pid === own?.pid && (done ?? 0) > 0),
		);
		const row = rows.find(({pid}) => pid === own?.pid);
		const [truth] = await database.sql<{blocks: number}[]>`
			select (pg_relation_size('slow') / 8192)::int as blocks`;
		expect(row).toMatchObject({
			kind: 'vacuum',
			relation: 'slow',
			phase: 'scanning heap',
			unit: 'blocks',
			total: truth?.blocks,
		});
		expect(row?.share).toBeCloseTo((row?.done ?? 0) / (truth?.blocks ?? 1), 9);
		await database.sql`select pg_cancel_backend(${own?.pid ?? 0})`;
		expect(await running).toBe('canceled');
	});

	it.runIf(version >= 14)('shows the bytes of a COPY, without a share if the total is unknown', async () => {
		const {sql} = database;
		const blocked = await hold(
			database,
			'create table target (id int unique)',
			'insert into target values (3)',
		);
		await blocked.sql.unsafe('commit');
		const holder = await hold(database, 'insert into target values (7)');
		const session = database.session();
		const [own] = await session<{pid: number}[]>`select pg_backend_pid() as pid`;
		const stream = await session`copy target from stdin`.writable();
		stream.on('error', () => undefined);
		stream.write('1\n2\n7\n8\n');
		stream.end();
		const {rows} = await until(
			() => of().value(),
			({rows: all}) => all.some(({pid, done}) => pid === own?.pid && (done ?? 0) > 0),
		);
		expect(rows.find(({pid}) => pid === own?.pid)).toMatchObject({
			kind: 'copy',
			command: 'COPY FROM PIPE',
			relation: 'target',
			phase: null,
			total: null,
			share: null,
			unit: 'bytes',
		});
		await sql`select pg_cancel_backend(${own?.pid ?? 0})`;
		await holder.release();
	});
});
