import {describe, expect, it} from 'vitest';
import {readStatisticsSince} from '../../source/queries/statistics-since.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {sample} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

describe.each(everyVersion)('tables after a crash of PostgreSQL %d', async version => {
	const server = await createServer(version);

	it('have an unknown row count until they are analyzed again', async () => {
		const session = server.session();
		await session.unsafe(`
			create table full_table as select n from generate_series(1, 5000) n;
			create table loaded as select n from generate_series(1, 500) n;
			create table empty_table (n int);
		`);
		await session`vacuum analyze full_table`;
		// The results of VACUUM reach the WAL with a delay.
		await session`checkpoint`;
		const [victim] = await session<{pid: number; now: Date}[]>`
			select pg_backend_pid() as pid, clock_timestamp() as now`;
		if (!victim) throw new Error('No backend to kill.');
		process.kill(victim.pid, 'SIGKILL');
		const reader = server.reader('sampling');
		await until(
			() => readStatisticsSince(reader).catch(() => undefined),
			since => since?.at != null && since.at > victim.now,
		);

		const sampled = await sample(server.connection());
		sampled.sampler.show(['tables']);
		const tables = async () => (await sampled.section('tables', 'ok')).value;
		const {countedSince, rows} = await tables();
		expect(countedSince.at?.getTime()).toBeGreaterThan(victim.now.getTime());
		const rowOf = (name: string) => rows.find(row => row.name === name);
		const unknown = {liveTuples: null, deadTuples: null, modifiedSinceAnalyze: null, deadRatio: null};
		expect(rowOf('full_table')).toMatchObject({...unknown, rowsEstimate: 5000});
		expect(rowOf('loaded')).toMatchObject({...unknown, rowsEstimate: null});
		expect(rowOf('empty_table')).toMatchObject({liveTuples: 0, deadTuples: 0, deadRatio: null});

		await server.session()`analyze full_table`;
		const again = await until(tables, value =>
			value.rows.some(row => row.name === 'full_table' && row.lastAnalyze !== null),
		);
		expect(again.rows.find(row => row.name === 'full_table')).toMatchObject({
			liveTuples: 5000,
			deadTuples: 0,
			deadRatio: 0,
		});
	});
});
