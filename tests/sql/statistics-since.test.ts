import {describe, expect, it} from 'vitest';
import {readStatisticsSince} from '../../source/queries/statistics-since.ts';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer} from '../helpers/scenario-server.ts';

describe.each(versions)('the start of the statistics on PostgreSQL %d', async version => {
	const server = await createServer(version);

	it('is never before a crash, which discards them silently', async () => {
		const session = server.session();
		const scans = async () => {
			const [row] = await session<{scans: number}[]>`
				select coalesce(pg_stat_get_numscans('crashed_id'::regclass), 0)::int as scans`;
			return row?.scans ?? 0;
		};
		await session`create table crashed (id int)`;
		await session`create index crashed_id on crashed (id)`;
		await session.unsafe('set enable_seqscan = off');
		await session`select from crashed where id = 1`;
		await until(scans, count => count > 0);

		const [victim] = await session<{pid: number; now: Date; started: Date}[]>`
			select pg_backend_pid() as pid, clock_timestamp() as now, pg_postmaster_start_time() as started`;
		if (!victim) throw new Error('No backend to kill.');
		process.kill(victim.pid, 'SIGKILL');

		const after = await until(
			() => readStatisticsSince(server.reader('sampling')).catch(() => undefined),
			since => since?.at != null && since.at > victim.now,
		);
		expect(after?.at?.getTime()).toBeGreaterThan(victim.now.getTime());
		const fresh = server.session();
		// The postmaster lives on: its start tells nothing of this.
		const [truth] = await fresh<{started: Date; scans: number}[]>`
			select pg_postmaster_start_time() as started,
				coalesce(pg_stat_get_numscans('crashed_id'::regclass), 0)::int as scans`;
		expect(truth).toEqual({started: victim.started, scans: 0});
	});
});
