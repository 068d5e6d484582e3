import {beforeAll, describe, expect, it} from 'vitest';
import {readHorizon} from '../../source/queries/vacuum/horizon.ts';
import {replicationTopic} from '../../source/sampler/replication/topic.ts';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {createStandby, pauseReplay} from '../helpers/standby.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(versions)('replication and WAL of PostgreSQL %d', async version => {
	const primary = await createServer(version, {
		wal_level: 'logical',
		max_replication_slots: '10',
		max_wal_senders: '10',
		wal_keep_size: '64MB',
		archive_mode: 'on',
		archive_command: 'false',
		// A backup of a standby wants it.
		full_page_writes: 'on',
	});
	const sql = primary.session();
	// Committed WAL is written, and so visible to all roles.
	await sql`set synchronous_commit = on`;
	const monitor = await primary.createRole('monitor', 'pg_monitor');
	const plain = await primary.createRole('plain');
	await sql`select pg_create_physical_replication_slot('slot_a')`;
	await sql`create table filled (id int, body text)`;
	const standby = await createStandby(version, primary, {name: 'standby_a', slot: 'slot_a'});
	const below = await createStandby(version, standby, {name: 'standby_b'});
	const of = (server: typeof primary, login?: Login) =>
		readingsOf(replicationTopic(), server.reader('sampling', login));
	const fill = () => sql`insert into filled select n, repeat('x', 500) from generate_series(1, 4000) n`;

	beforeAll(async () => {
		await until(
			() => of(primary).value(),
			({senders}) => senders.some(({state}) => state === 'streaming'),
		);
	});

	it('lists senders with their lag', async () => {
		await fill();
		const value = await until(
			() => of(primary).value(),
			({senders}) => senders[0]?.replayLagBytes === 0,
		);
		expect(value).toMatchObject({inRecovery: false, hidden: false, receiver: null, replayLagBytes: null});
		expect(value.senders).toMatchObject([
			{application: 'standby_a', state: 'streaming', syncState: 'async', slot: 'slot_a', client: '127.0.0.1'},
		]);
		expect(value.slots).toMatchObject([
			{name: 'slot_a', active: true, walStatus: 'reserved', type: 'physical'},
		]);
	});

	it('reports hidden standby feedback as hidden, not as absent', async () => {
		const hidden = async (login: Login) => (await readHorizon(primary.reader('sampling', login))).hidden;
		expect(await hidden(plain)).toContain('standby-feedback');
		expect(await hidden(monitor)).toEqual([]);
	});

	it('reports bytes not yet replayed', async () => {
		const [paused] = [standby.session()];
		await pauseReplay(sql, paused);
		await until(
			() => of(standby).value(),
			({replayPaused}) => replayPaused === true,
		);
		const before = await of(primary).value();
		await fill();
		const value = await until(
			() => of(primary).value(),
			({senders}) => senders[0]?.flushLagBytes === 0 && (senders[0].replayLagBytes ?? 0) > 2_000_000,
		);
		// The server's own WAL records may come first, and are not replayed either.
		expect(value.senders[0]?.replayLagBytes).toBeLessThanOrEqual(
			(value.position ?? 0) - (before.position ?? 0) + (before.senders[0]?.replayLagBytes ?? 0),
		);
		expect(await of(standby).value()).toMatchObject({
			replayPaused: true,
			replayLagBytes: value.senders[0]?.replayLagBytes,
		});
		await paused`select pg_wal_replay_resume()`;
		await until(
			() => of(primary).value(),
			({senders}) => senders[0]?.replayLagBytes === 0,
		);
	});

	it('computes replay lag from the time when a standby had replayed everything', async () => {
		const readings = of(standby);
		const session = standby.session();
		const old = () =>
			session<{ms: number}[]>`
				select (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as ms`;
		await until(old, ([row]) => (row?.ms ?? 0) > 2000);
		const first = await until(
			() => readings.value(),
			({replayLagBytes}) => replayLagBytes === 0,
		);
		expect(first.replayLagMs).toBe(0);
		await pauseReplay(sql, session);
		await fill();
		const second = await until(
			() => readings.value(),
			({replayLagBytes}) => (replayLagBytes ?? 0) > 1_000_000,
		);
		const elapsed = second.serverTime.getTime() - first.serverTime.getTime();
		const [row] = await old();
		expect(row?.ms).toBeGreaterThan(elapsed + 1000);
		expect(second.replayLagMs).toBe(elapsed);
		await session`select pg_wal_replay_resume()`;
		await until(
			() => readings.value(),
			({replayLagBytes}) => replayLagBytes === 0,
		);
	});

	it('reports the receiver of a standby and the senders of a cascading one', async () => {
		const value = await until(
			() => of(standby).value(),
			({senders, receiver}) => senders[0]?.replayLagBytes === 0 && receiver?.status === 'streaming',
		);
		expect(value).toMatchObject({
			inRecovery: true,
			replayLagBytes: 0,
			replayLagMs: 0,
			replayPaused: false,
			receiver: {senderHost: '127.0.0.1', senderPort: primary.port, slot: 'slot_a', timeline: 1},
			senders: [{application: 'standby_b', state: 'streaming'}],
		});
		expect((await of(below).value()).receiver?.senderPort).toBe(standby.port);
	});

	it('reports WAL written since connected and per second', async () => {
		const readings = of(primary);
		const first = await readings.value();
		expect(first.written).toMatchObject({sinceConnected: null, perSecond: null});
		const [before] = await sql<{lsn: string}[]>`select pg_current_wal_lsn() as lsn`;
		await fill();
		const [written] = await sql<{bytes: number}[]>`
			select (pg_current_wal_lsn() - ${before?.lsn ?? ''}::pg_lsn)::float8 as bytes`;
		const second = await readings.value();
		expect(second.written.sinceConnected?.bytes).toBeGreaterThanOrEqual(written?.bytes ?? Infinity);
		expect(second.written.sinceConnected?.bytes).toBe((second.position ?? 0) - (first.position ?? 0));
		const overSeconds = (second.serverTime.getTime() - first.serverTime.getTime()) / 1000;
		expect(second.written.perSecond?.bytes).toBeCloseTo(
			(second.written.sinceConnected?.bytes ?? 0) / overSeconds,
			3,
		);
		expect(second.wal === null).toBe(version < 14);
		expect(second.io === null).toBe(version < 16);
		if (second.io) {
			const normal = second.io.find(({id}) => id === 'client backend/relation/normal');
			expect(normal?.counted.total.extendBytes).toBeGreaterThan(4000 * 500);
		}
	});

	it('counts requested and timed checkpoints', async () => {
		const readings = of(primary);
		const first = await readings.value();
		await sql`checkpoint`;
		const second = await until(
			() => readings.value(),
			({checkpoints}) => (checkpoints.sinceConnected?.requested ?? 0) > 0,
		);
		expect(second.checkpoints.total.requested).toBe((first.checkpoints.total.requested ?? 0) + 1);
		expect(second.checkpoints.sinceConnected).toMatchObject({requested: 1, timed: 0});
	});

	it('reports a failing archiver and waiting files', async () => {
		await sql`select pg_switch_wal()`;
		const value = await until(
			() => of(primary).value(),
			({archiver, walFiles}) => archiver.failing && walFiles.status === 'ok' && walFiles.value.waiting > 0,
		);
		expect(value.archiver.counted.total.failures).toBeGreaterThan(0);
		expect(value.archiver).toMatchObject({
			lastArchivedAt: null,
			lastFailed: expect.stringMatching(/^[0-9A-F]{24}/),
		});
		expect(value.walFiles).toMatchObject({value: {files: expect.any(Number)}});
	});

	it('reports WAL retained by an unused slot', async () => {
		await sql`select pg_create_physical_replication_slot('forgotten', true)`;
		await fill();
		const {slots} = await of(primary).value();
		expect(slots.find(({name}) => name === 'forgotten')).toMatchObject({active: false, safeBytes: null});
		expect(slots.find(({name}) => name === 'forgotten')?.retainedBytes).toBeGreaterThan(4000 * 500);
		await sql`select pg_drop_replication_slot('forgotten')`;
	});

	it('lists logical slots and subscriptions', async () => {
		await sql`create database other`;
		const other = primary.session('other');
		await sql`create table copied (id int primary key)`;
		await other`create table copied (id int primary key)`;
		await sql`insert into copied select generate_series(1, 50)`;
		await sql`create publication everything for table copied`;
		// A subscription to the same server would wait for itself to make the slot.
		await sql`select pg_create_logical_replication_slot('from_here', 'pgoutput')`;
		const {hosts, user, password} = primary.connection();
		await other.unsafe(
			`create subscription "evil\u001b[31m" connection 'host=${hosts[0]} port=${primary.port} user=${user} password=${password} dbname=postgres' publication everything with (create_slot = false, slot_name = 'from_here')`,
		);
		const elsewhere = readingsOf(replicationTopic(), primary.reader('sampling', undefined, 'other'));
		const value = await until(
			() => elsewhere.value(),
			({subscriptions: [first]}) => first?.notReady === 0 && first.pid !== null,
		);
		expect(value.subscriptions).toMatchObject([
			{name: 'evil\\x1b[31m', database: 'other', enabled: true, copying: 0},
		]);
		expect(value.subscriptions[0]?.applyErrors === null).toBe(version < 15);
		expect(value.slots.find(({name}) => name === 'from_here')).toMatchObject({
			type: 'logical',
			plugin: 'pgoutput',
			database: 'postgres',
			active: true,
		});
		await other.unsafe('alter subscription "evil\u001b[31m" disable');
		expect((await elsewhere.value()).subscriptions).toMatchObject([{enabled: false}]);
		await other.unsafe('alter subscription "evil\u001b[31m" set (slot_name = none)');
		await other.unsafe('drop subscription "evil\u001b[31m"');
	});

	it('is visible to a monitor, and partly hidden from a plain role', async () => {
		expect(await of(primary, monitor).value()).toMatchObject({
			hidden: false,
			walFiles: {status: 'ok'},
			senders: [{state: 'streaming'}],
		});
		const partly = await of(primary, plain).value();
		expect(partly).toMatchObject({
			hidden: true,
			senders: [{state: null, replayLagBytes: null}],
			walFiles: {status: 'denied', grant: 'GRANT pg_monitor TO plain'},
		});
		expect(partly.slots.length).toBeGreaterThan(0);
		expect((await of(standby, plain).value()).receiver).toMatchObject({status: null, senderHost: null});
		expect((await of(standby, monitor).value()).receiver).toMatchObject({status: 'streaming'});
	});
});
