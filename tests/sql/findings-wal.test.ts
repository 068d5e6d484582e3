import {beforeAll, describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {found, gone, sampledUntil, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

const MB = 1024 * 1024;

describe.each(versions)('findings about the WAL of PostgreSQL %d', async version => {
	const server = await createServer(version, {
		wal_level: 'logical',
		archive_mode: 'on',
		archive_command: 'false',
		// The least that there can be with files of 16 MB.
		max_wal_size: '32MB',
		min_wal_size: '32MB',
		checkpoint_timeout: '1h',
	});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	let seeing: Sampled[] = [];
	beforeAll(async () => {
		seeing = [
			await watch(server.connection(), {slotBytes: 40 * MB}),
			await watch(server.connection(monitor), {slotBytes: 40 * MB}),
		];
	});
	/** WAL by the megabyte, of nothing. */
	const write = (megabytes: number) =>
		sql`select pg_logical_emit_message(false, 'x', repeat('x', ${MB})) from generate_series(1, ${megabytes})`;

	it('report only the parameters that are pending a restart', async () => {
		for (const who of seeing) await gone(who, ({id}) => id === 'pending-restart');
		await sql`alter system set max_worker_processes = 9`;
		await sql`alter system set log_min_messages = 'panic'`;
		await sql`select pg_reload_conf()`;
		for (const who of seeing) {
			const {finding} = await found(who, ({id}) => id === 'pending-restart');
			expect(finding).toMatchObject({severity: 'info', pane: 'settings', row: 'max_worker_processes'});
			expect(finding.title).toBe('1 server parameter pending restart: max_worker_processes');
		}
		await sql`alter system set max_worker_processes = 8`;
		await sql`select pg_reload_conf()`;
		for (const who of seeing) await gone(who, ({id}) => id === 'pending-restart');
	});

	it('report checkpoints forced by WAL, and no requested ones', async () => {
		for (let asked = 0; asked < 5; asked++) await sql`checkpoint`;
		const requested = async () => {
			const [row] = await sql.unsafe<{many: string}[]>(
				version < 17
					? 'select checkpoints_req as many from pg_stat_bgwriter'
					: 'select num_requested as many from pg_stat_checkpointer',
			);
			return Number(row?.many);
		};
		for (const who of seeing) {
			await sampledUntil(who, ({snapshot: {sections}}) => {
				const {replication} = sections;
				return (
					replication.status === 'ok' && (replication.value.checkpoints.sinceConnected?.requested ?? 0) >= 5
				);
			});
			expect(who.sampler.live.snapshot.findings.rows.filter(({id}) => id === 'checkpoints')).toEqual([]);
		}
		for (let forced = 0; forced < 5; forced++) {
			const before = await requested();
			await write(20);
			await until(requested, many => many > before);
		}
		for (const who of seeing) {
			const {finding} = await found(who, ({id}) => id === 'checkpoints');
			expect(finding).toMatchObject({severity: 'warning', pane: 'replication', row: null});
			expect(finding.title).toMatch(/^100 % of \d+ checkpoints were triggered by WAL volume$/);
			expect(finding.evidence[0]).toMatch(
				/^\d{2,3}(\.\d)? MB of WAL written since pgdeck connected; max_wal_size is 32.0 MB\.$/,
			);
		}
	});

	it('report a failing archiver with the number of waiting files, until it archives again', async () => {
		for (const who of seeing) {
			const {finding} = await found(
				who,
				({id, title}) => id === 'archiver' && /, [1-9]\d* files? waiting$/.test(title),
			);
			expect(finding).toMatchObject({
				severity: 'critical',
				pane: 'replication',
				row: null,
				sinceKnown: false,
			});
			expect(finding.title).toMatch(/^WAL archiving fails at 0{7}1[0-9A-F]{16},/);
			expect(finding.evidence[0]).toBe('No file was archived since the counters were reset.');
			expect(finding.evidence[1]).toMatch(/^Total: [1-9]\d* failures?, 0 files archived\.$/);
		}
		await sql`alter system set archive_command = 'true'`;
		await sql`select pg_reload_conf()`;
		await sql`select pg_switch_wal()`;
		for (const who of seeing) await gone(who, ({id}) => id === 'archiver');
	});

	it('report an unused slot from the configured size on, and later its lost WAL', async () => {
		await sql`select pg_create_physical_replication_slot('forgotten', true)`;
		await sql`select pg_create_logical_replication_slot('unread', 'test_decoding')`;
		await write(30);
		const slot = (name: string) => (item: {id: string}) => item.id === `slot:${name}`;
		for (const who of seeing) await gone(who, slot('forgotten'));
		await write(20);
		for (const who of seeing) {
			for (const name of ['forgotten', 'unread']) {
				const {finding} = await found(who, slot(name));
				expect(finding).toMatchObject({severity: 'critical', pane: 'replication', row: `slot ${name}`});
				expect(finding.title).toMatch(
					new RegExp(`^inactive replication slot ${name} retains [4-9]\\d\\.\\d MB of WAL$`),
				);
				expect(finding.evidence[0]).toMatch(
					/^(physical|logical) slot, inactive, WAL status (extended|reserved), no WAL limit/,
				);
				expect(finding.sinceKnown).toBe(version >= 17);
			}
			const {finding} = await found(who, slot('unread'));
			expect(finding.evidence[0]).toMatch(/^logical/);
		}
		await sql`alter system set max_slot_wal_keep_size = '16MB'`;
		await sql`select pg_reload_conf()`;
		for (const who of seeing) {
			const {finding} = await found(who, item => slot('forgotten')(item) && item.code === 'slot-unreserved');
			expect(finding.severity).toBe('critical');
		}
		await write(20);
		await sql`checkpoint`;
		for (const who of seeing) {
			const {finding} = await found(who, item => slot('forgotten')(item) && item.code === 'slot-lost');
			expect(finding).toMatchObject({severity: 'warning', row: 'slot forgotten'});
			expect(finding.title).toBe(
				`replication slot forgotten has lost required WAL${version >= 17 ? ': wal_removed' : ''}`,
			);
			expect(finding.help).toContain('Rebuild the standby');
		}
		for (const name of ['forgotten', 'unread']) await sql`select pg_drop_replication_slot(${name})`;
		for (const who of seeing) await gone(who, slot('forgotten'));
	});

	it('cause no fault in pgdeck', () => {
		expect(seeing.flatMap(({faults}) => faults)).toEqual([]);
	});
});
