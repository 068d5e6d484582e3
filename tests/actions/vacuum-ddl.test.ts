import {describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, until, untilWaiting} from '../helpers/scenario.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';

/*
ALTER TABLE and VACUUM request conflicting locks. An autovacuum steps aside for ALTER TABLE
(autovacuum-cancelled.test.ts), a manual VACUUM does not.
*/
describe.each(everyVersion)('VACUUM and DDL of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	await sql.unsafe(`create table slow as select n as id from generate_series(1, 20000) n;
		create table after (id int)`);
	// Every page takes a tenth of a second, so it runs until it is canceled.
	await sql.unsafe(`alter database ${database.name} set vacuum_cost_delay = 100`);
	await sql.unsafe(`alter database ${database.name} set vacuum_cost_limit = 1`);
	const request = async () =>
		({
			action: 'vacuum',
			tables: [await oidOf(database, 'slow'), await oidOf(database, 'after')],
		}) as const;
	const vacuuming = async () => {
		const [row] = await until(
			() => sql<{pid: number}[]>`
				select pid from pg_stat_progress_vacuum
				where relid = 'slow'::regclass and phase = 'scanning heap' and datname = current_database()`,
			rows => rows.length === 1,
		);
		return row?.pid ?? 0;
	};

	it('do not end a VACUUM while DDL waits; a cancel is reported, and the rest is skipped', async () => {
		const run = operator.begin(await operator.plan(await request()));
		const pid = await vacuuming();
		const ddl = await begin(database, 'alter table slow add more int');
		await untilWaiting(database, ddl);
		// Longer than the deadlock_timeout of 1 s, after which an autovacuum would have been canceled.
		await until(
			() => sql<{waits: boolean}[]>`
				select clock_timestamp() - query_start > interval '1.5 s' as waits
				from pg_stat_activity where pid = ${ddl.pid}`,
			([row]) => row?.waits === true,
		);
		expect(await vacuuming()).toBe(pid);
		await sql`select pg_cancel_backend(${pid})`;
		const {status, units} = await run.result;
		expect(status).toBe('failed');
		expect(units).toMatchObject([
			{state: 'failed', note: expect.stringMatching(/cancel/)},
			{state: 'skipped'},
		]);
		expect(units[0]?.note).not.toContain('pgdeck allows itself');
		expect(operator.entries('failed').at(-1)?.title).toBe('VACUUM public.slow');
		await ddl.result;
	});

	it('warns DDL of a running VACUUM, and refuses a second VACUUM of the same table', async () => {
		const first = operator.begin(await operator.plan(await request()));
		const pid = await vacuuming();
		const second = await operator.plan(await request());
		expect(second.checks).toContainEqual(
			expect.objectContaining({
				verdict: 'block',
				code: 'running',
				object: 'public.slow',
				text: `session ${pid} is vacuuming it. Wait until it ends.`,
			}),
		);
		first.cancel();
		expect((await first.result).status).toBe('cancelled');
	});
});
