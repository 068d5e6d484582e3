import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {actionWaits, blocking, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('analyzing tables of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const request = async (...names: readonly string[]) =>
		({
			action: 'analyze-tables',
			tables: await Promise.all(names.map(name => oidOf(database, name))),
		}) as const;
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table "Bu""sy" (id int); insert into "Bu""sy" select generate_series(1, 1000);
			create table calm (id int) partition by range (id); create table calm_1 partition of calm default`);
	});

	it('is planned and run one by one, partitioned ones too', async () => {
		const run = await operator.act(await request('"Bu""sy"', 'calm'));
		expect(run.plan.units.map(({statements}) => statements.map(({text}) => text))).toEqual([
			['ANALYZE public."Bu""sy"'],
			['ANALYZE public.calm'],
		]);
		expect(run.status).toBe('done');
		const [row] = await sql`select reltuples from pg_class where relname = 'Bu"sy'`;
		expect(row?.reltuples).toBe(1000);
		expect(operator.events().slice(-1)).toEqual(['done: ANALYZE public.calm']);
	});

	it('canceled while it waits, skips the rest', async () => {
		const holder = await hold(database, 'lock table "Bu""sy" in share mode');
		const run = operator.begin(await operator.plan(await request('"Bu""sy"', 'calm')));
		await actionWaits(database, holder.pid);
		run.cancel();
		const {status, units} = await run.result;
		expect([status, ...units.map(({state}) => state)]).toEqual(['cancelled', 'failed', 'skipped']);
		await holder.release();
	});

	it('skips a table that no longer exists, and refuses one of another owner', async () => {
		const plan = await operator.plan(await request('"Bu""sy"'));
		await sql`drop table "Bu""sy"`;
		expect((await operator.run(plan)).note).toBe('not run: it no longer exists');
		const monitor = await openOperator(database.connection(await database.createRole(['pg_monitor'])));
		expect(blocking(await monitor.plan(await request('calm')))).toEqual([
			expect.stringMatching(
				version < 17 ? /^public\.calm: this role does not own it/ : /GRANT MAINTAIN ON public\.calm/,
			),
		]);
	});
});
