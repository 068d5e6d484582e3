import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {details, openOperator} from '../helpers/scenario-actions.ts';
import {createServer} from '../helpers/scenario-server.ts';

/*
Real autovacuum on tables that are made to take it a minute and more: a page a turn, and a pause of 0.1 s and more after
each. What it waits for a lock until it has autovacuum cancelled is 50 ms here.
*/

const slow = 'autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1';

describe.each(everyVersion)(
	'dropping an index of PostgreSQL %d that autovacuum is busy with',
	async version => {
		const server = await createServer(version, {
			...{autovacuum: 'on', autovacuum_naptime: '1', deadlock_timeout: '50ms'},
			...{autovacuum_freeze_max_age: '100000', autovacuum_max_workers: '2'},
		});
		const sql = server.session();
		const operator = await openOperator(server.connection());

		beforeAll(async () => {
			for (const table of ['aging', 'dying']) {
				await sql.unsafe(`create table ${table} (id int, t text) with (autovacuum_enabled = off, ${slow})`);
				await sql.unsafe(`insert into ${table} select n, repeat('x', 500) from generate_series(1, 10000) n`);
				await sql.unsafe(`create index ${table}_id on ${table} (id)`);
			}
		});
		// The running statement would take another minute, so the server is stopped at once.
		afterAll(() => server.kill());

		/** Waits until autovacuum has begun with that table. */
		const worker = async (table: string, text: string) => {
			const [row] = await until(
				() => sql<{pid: number; begun: Date}[]>`
				select a.pid, a.backend_start as begun
				from pg_stat_progress_vacuum p join pg_stat_activity a using (pid)
				where p.relid = ${table}::regclass and a.backend_type = 'autovacuum worker' and a.query like ${text}`,
				({length}) => length === 1,
				60_000,
			);
			if (!row) throw new Error('No autovacuum.');
			return row;
		};
		const planOf = async (table: string) => {
			const [row] = await sql<{oid: number}[]>`select ${`${table}_id`}::regclass::oid::int as oid`;
			return operator.plan({action: 'drop-indexes', oids: [row?.oid ?? 0]});
		};
		const validity = async (index: string) =>
			(await sql`select indisvalid as valid from pg_index where indexrelid = to_regclass(${index})`)[0]
				?.valid;

		it('makes the server cancel an ordinary autovacuum, as the plan says', async () => {
			await sql`delete from dying where id % 2 = 0`;
			await sql`alter table dying set (autovacuum_enabled = on, autovacuum_vacuum_threshold = 10)`;
			const {pid} = await worker('dying', 'autovacuum: VACUUM%');
			const plan = await planOf('dying');
			expect(details(plan, 'warn').join('\n')).toMatch(
				new RegExp(
					`waits for session ${pid}, autovacuum, for [^:]*, which the server cancels after deadlock_timeout`,
				),
			);
			const progress = await operator.run(plan);
			expect(progress).toMatchObject({status: 'done'});
			expect(await validity('dying_id')).toBeUndefined();
		});

		it('waits for an autovacuum that prevents wraparound, and names it', async () => {
			await sql.unsafe(
				`do $$ begin for n in 1..110000 loop perform txid_current(); commit; end loop; end $$`,
			);
			const {pid, begun} = await worker('aging', 'autovacuum: %(to prevent wraparound)');
			const plan = await planOf('aging');
			expect(details(plan, 'warn').join('\n')).toMatch(
				new RegExp(
					`waits for session ${pid}, autovacuum to prevent wraparound, for [^:]*, which is not canceled for a lock: this waits until it is done`,
				),
			);
			const run = operator.begin(plan);
			const {waitingFor, state} = await run.sees(
				progress => progress.waitingFor.length > 0 && progress.state !== undefined,
			);
			expect(waitingFor).toMatchObject([{pid, query: expect.stringContaining('(to prevent wraparound)')}]);
			expect(state).toMatch(/^waiting: the index is valid and in use; /);
			// An ordinary one would be gone twenty times over.
			await until(
				() => sql<{waits: boolean}[]>`
				select clock_timestamp() - query_start > '1 s' and wait_event_type = 'Lock' as waits
				from pg_stat_activity where query like 'DROP INDEX CONCURRENTLY%' and state = 'active'`,
				([row]) => row?.waits === true,
			);
			const still = async () => [
				...(await sql`
			select backend_start as begun from pg_stat_activity where pid = ${pid}`),
			];
			expect(await still()).toEqual([{begun}]);
			// Readers and writers go on meanwhile.
			await sql`insert into aging values (0)`;
			expect((await sql`select id from aging where id = 0`).length).toBe(1);
			run.cancel();
			const cancelled = await run.result;
			expect(cancelled).toMatchObject({
				status: 'cancelled',
				note: 'It was canceled. Now the index is unchanged',
			});
			expect(await validity('aging_id')).toBe(true);
			expect(await still()).toEqual([{begun}]);
		});

		it('continues when that autovacuum has finished', async () => {
			const {pid} = await worker('aging', 'autovacuum: %(to prevent wraparound)');
			const run = operator.begin(await planOf('aging'));
			await run.sees(progress => progress.waitingFor.length > 0);
			// Its end is some minutes away: this is one too, for who waits for it.
			await sql`select pg_terminate_backend(${pid})`;
			expect(await run.result).toMatchObject({status: 'done'});
			expect(await validity('aging_id')).toBeUndefined();
		});
	},
);
