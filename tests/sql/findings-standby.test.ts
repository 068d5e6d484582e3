import {beforeAll, describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {found, gone, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';
import {createStandby, pauseReplay, untilCaughtUp} from '../helpers/standby.ts';

const MB = 1024 * 1024;
const thresholds = {lagSeconds: 2, lagBytes: 8 * MB, slotBytes: 24 * MB};

describe.each(versions)('findings about a standby of PostgreSQL %d', async version => {
	const primary = await createServer(version, {
		wal_level: 'logical',
		full_page_writes: 'on',
		max_wal_size: '64MB',
		wal_keep_size: '0',
	});
	const sql = primary.session();
	await sql`set synchronous_commit = on`;
	const monitor = await primary.createRole('monitor', 'pg_monitor');
	const plain = await primary.createRole('plain');
	await sql`create table filled (id int)`;
	await sql`select pg_create_physical_replication_slot('kept', true)`;
	const standby = await createStandby(version, primary, {
		...{name: 'standby_a', slot: 'kept'},
		...{hot_standby_feedback: 'on', wal_receiver_status_interval: '1', wal_retrieve_retry_interval: '100ms'},
	});
	let above: Sampled[] = [];
	let below: Sampled[] = [];
	beforeAll(async () => {
		above = [
			await watch(primary.connection(), thresholds),
			await watch(primary.connection(monitor), thresholds),
		];
		below = [
			await watch(standby.connection(), thresholds),
			await watch(standby.connection(monitor), thresholds),
		];
	});
	const write = (megabytes: number) =>
		sql`select pg_logical_emit_message(true, 'x', repeat('x', ${MB})) from generate_series(1, ${megabytes})`;
	const lag = ({id}: {id: string}) => id === 'replication-lag:standby_a';
	const own = ({id}: {id: string}) => id === 'standby-lag';

	it('report a standby that does not replay, in time and in bytes, on the primary and on the standby', async () => {
		for (const who of above) await gone(who, lag);
		await pauseReplay(sql, standby.session());
		await write(1);
		// It says by itself how far it is, each second.
		for (const who of above) {
			const {finding} = await found(who, item => lag(item) && Number(item.facts.lagMs) >= 2000);
			expect(finding).toMatchObject({severity: 'warning', pane: 'replication'});
			expect(finding.title).toMatch(/^replica standby_a lags [\d.]+ s \(1\.\d MB\) behind$/);
			expect(finding.evidence[0]).toMatch(/^Lag when sent 0 B, written 0 B, flushed 0 B; state streaming\.$/);
		}
		await write(12);
		for (const who of above)
			await found(who, item => lag(item) && /\(1[3-9]\.\d MB\) behind$/.test(item.title));
		for (const who of below) {
			const {finding} = await found(who, own);
			expect(finding).toMatchObject({severity: 'warning', pane: 'replication', row: null});
			expect(finding.title).toMatch(
				/^replay on this standby lags (.* \(1[3-9]\.\d MB\)|1[3-9]\.\d MB) behind$/,
			);
			expect(finding.evidence).toContain('Replay is paused.');
			expect(finding.help).toContain('pg_wal_replay_resume()');
		}
		await standby.session()`select pg_wal_replay_resume()`;
		for (const who of below) await gone(who, own);
		for (const who of above) await gone(who, lag);
	});

	it('name the session on the standby that blocks replay', async () => {
		const there = standby.session();
		await there`alter system set max_standby_streaming_delay = -1`;
		await there`alter system set hot_standby_feedback = off`;
		await there`select pg_reload_conf()`;
		await until(
			() =>
				sql<{xmin: string | null}[]>`select xmin::text from pg_replication_slots where slot_name = 'kept'`,
			([slot]) => slot?.xmin === null,
		);
		await sql`insert into filled values (0)`;
		await untilCaughtUp(primary, standby);
		const named = async (begin: string, change: () => Promise<unknown>, why: RegExp) => {
			await there.unsafe(`${begin}; select count(*) from filled`);
			const [reading] = await there<{pid: number}[]>`select pg_backend_pid() as pid`;
			await change();
			await write(1);
			for (const who of below) {
				const {finding} = await found(who, item => own(item) && item.pane === 'sessions');
				expect(finding.row).toMatch(new RegExp(`^${reading?.pid} `));
				const [words = ''] = finding.evidence.filter(text => why.test(text));
				expect(words).toContain(` ${reading?.pid} `);
				expect(finding.help).toContain('x on Sessions');
			}
			await there.unsafe('rollback');
			for (const who of below) await gone(who, own);
		};
		await named(
			'begin isolation level repeatable read',
			async () => {
				await sql`delete from filled`;
				await sql`vacuum filled`;
			},
			/^Replay waits for queries on this standby \(\w+:RecoveryConflictSnapshot\)\. Oldest snapshot: /,
		);
		// Between two statements it has no snapshot, but its lock.
		await named(
			'begin',
			() => sql`alter table filled add other int`,
			/^Replay waits for a lock of a session: /,
		);
		await there`alter system set hot_standby_feedback = on`;
		await there`select pg_reload_conf()`;
	});

	it('report its lag as hidden to a role without the privilege', async () => {
		const hidden = await watch(primary.connection(plain), thresholds);
		const {unknown} = await until(
			() => hidden.sampler.live.snapshot.findings,
			findings => findings.unknown.some(({rule}) => rule === 'replication-lag'),
		);
		expect(unknown.find(({rule}) => rule === 'replication-lag')).toMatchObject({
			code: 'hidden',
			grant: 'GRANT pg_monitor TO plain',
			blind: true,
		});
	});

	it('name the slot of the standby whose query holds back the xmin horizon', async () => {
		const reading = standby.session();
		await reading.unsafe('begin isolation level repeatable read; select count(*) from filled');
		await until(
			() =>
				sql<{xmin: string | null}[]>`select xmin::text from pg_replication_slots where slot_name = 'kept'`,
			([slot]) => slot?.xmin !== null,
		);
		// A million transactions, each a savepoint of one.
		await sql.unsafe(`do $$ begin
			for n in 1..1000100 loop
				begin insert into filled values (n); exception when division_by_zero then null; end;
			end loop;
		end $$`);
		for (const who of above) {
			const {finding} = await found(who, ({rule}) => rule === 'xmin-horizon');
			expect(finding).toMatchObject({
				severity: 'warning',
				pane: 'vacuum',
				id: 'horizon:physical-slot:kept',
			});
			expect(finding.title).toMatch(
				/^xmin horizon held back: replication slot kept, .*xmin 1,0\d\d,\d{3} transactions old$/,
			);
		}
		await reading.unsafe('rollback');
		for (const who of above) await gone(who, ({rule}) => rule === 'xmin-horizon');
	});

	it('report the WAL retained by its slot while it is down, and a standby that receives nothing', async () => {
		await standby.kill();
		await write(40);
		for (const who of above) {
			const {finding} = await found(who, ({id}) => id === 'slot:kept');
			expect(finding).toMatchObject({severity: 'critical', row: 'slot kept', sinceKnown: version >= 17});
			expect(finding.title).toMatch(/^inactive replication slot kept retains \d\d\.\d MB of WAL$/);
			expect(finding.evidence[0]).toMatch(
				/^physical slot, inactive, WAL status (reserved|extended), no WAL limit/,
			);
			expect(who.sampler.live.snapshot.findings.rows.filter(lag)).toEqual([]);
		}
		await sql`alter system set max_slot_wal_keep_size = '1MB'`;
		await sql`select pg_reload_conf()`;
		await write(20);
		await sql`checkpoint`;
		await until(
			() =>
				sql<
					{status: string}[]
				>`select wal_status as status from pg_replication_slots where slot_name = 'kept'`,
			([slot]) => slot?.status === 'lost',
		);
		await standby.start();
		for (const who of above) {
			await found(who, ({id, code}) => id === 'slot:kept' && code === 'slot-lost');
		}
		for (const who of below) {
			const {finding} = await found(who, ({id}) => id === 'standby-receives-nothing');
			expect(finding).toMatchObject({severity: 'warning', pane: 'replication', row: null});
			expect(finding.help).toContain('primary_conninfo');
		}
	});

	it('cause no fault in pgdeck', () => {
		expect([...above, ...below].flatMap(({faults}) => faults)).toEqual([]);
	});
});
