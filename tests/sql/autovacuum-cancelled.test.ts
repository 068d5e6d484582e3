import {describe, expect, it} from 'vitest';
import {readVacuumRuns} from '../../source/queries/vacuum/vacuum.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {sample} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

/*
An autovacuum that keeps somebody from a lock is cancelled after deadlock_timeout (ProcSleep() in proc.c), and leaves
nothing but a line in the log: what is due stays due, and the screen has to tell why it was not done.
*/
describe.each(everyVersion)('an autovacuum of PostgreSQL %d that blocks DDL', async version => {
	const server = await createServer(version, {
		autovacuum: 'on',
		autovacuum_naptime: '1',
		deadlock_timeout: '100ms',
	});
	const sql = server.session();
	const reader = server.reader('sampling');
	const sampled = await sample(server.connection());
	sampled.sampler.show(['vacuum']);
	const row = async () => {
		// As with the key r: by itself it is asked as seldom as it costs.
		sampled.sampler.refresh();
		const {relations} = (await sampled.section('vacuum', 'ok')).value;
		return relations.status === 'ok' ? relations.value.rows.find(({name}) => name === 'busy') : undefined;
	};

	it('is shown as running, then as blocked by the lock, and runs again', async () => {
		// Every page takes a tenth of a second, so it runs until it is canceled.
		const filling = server.session();
		await filling.unsafe(`create table busy
			with (autovacuum_enabled = off, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1) as
			select n as id from generate_series(1, 50000) n`);
		await filling`delete from busy where id % 2 = 0`;
		await filling.end();
		await until(row, found => found?.deadTuples === 25_000);
		await sql`alter table busy set (autovacuum_enabled = on)`;
		const running = () => readVacuumRuns(reader, version * 10_000);
		await until(running, runs => runs.some(({name, automatic}) => name === 'busy' && automatic === true));
		const held = await until(row, found => found?.heldBy?.code === 'vacuum-running');
		const worker = held?.heldBy?.facts.pid;

		const ddl = server.session();
		const [own] = await ddl<{pid: number}[]>`select pg_backend_pid() as pid`;
		await ddl.unsafe('begin');
		// It gets the lock, since autovacuum is canceled.
		await ddl.unsafe('lock table busy in share mode');
		const kept = await until(row, found => found?.heldBy?.code === 'lock');
		expect(kept).toMatchObject({
			heldBy: {
				code: 'lock',
				facts: {mode: 'ShareLock', pid: own?.pid},
				text: `process ${own?.pid} holds ShareLock: autovacuum skips the table`,
			},
			deadTuples: 25_000,
			lastAutovacuum: null,
		});
		expect(kept?.checks.find(({kind}) => kind === 'vacuum')).toMatchObject({due: true});
		expect(kept?.dueSince).toBeInstanceOf(Date);
		expect((await running()).filter(({name}) => name === 'busy')).toEqual([]);

		await ddl.unsafe('rollback');
		await until(running, runs => runs.some(({name, pid}) => name === 'busy' && pid !== worker));
	});
});
