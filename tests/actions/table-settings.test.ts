import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {actionWaits, blocking, details, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('storage parameters of tables of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const request = async (
		name: string,
		set: Readonly<Record<string, string>>,
		reset: readonly string[] = [],
	) => ({action: 'table-settings', tables: [await oidOf(database, name)], set, reset}) as const;
	const optionsOf = async (name: string) =>
		(
			await sql<{options: string[] | null}[]>`
				select c.reloptions || t.reloptions as options from pg_class c
				left join pg_class t on t.oid = c.reltoastrelid where c.oid = to_regclass(${name})`
		)[0]?.options;
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table "Bu sy" (id int, t text) with (autovacuum_vacuum_scale_factor = 0.1, fillfactor = 90)`);
	});
	const change = {autovacuum_vacuum_scale_factor: '0.02', 'toast.autovacuum_enabled': 'off'};

	it('are planned with their current values and the statements that undo the change', async () => {
		const plan = await operator.plan(await request('"Bu sy"', change, ['autovacuum_vacuum_threshold']));
		expect(plan).toMatchObject({title: 'Change storage parameters of public."Bu sy"', risk: 'low'});
		expect(plan.units).toMatchObject([
			{
				transactional: true,
				statements: [
					{
						text: 'ALTER TABLE public."Bu sy" SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_enabled = off)',
						lock: 'SHARE UPDATE EXCLUSIVE',
					},
					{text: 'ALTER TABLE public."Bu sy" RESET (autovacuum_vacuum_threshold)'},
				],
				undo: [
					'ALTER TABLE public."Bu sy" SET (autovacuum_vacuum_scale_factor = 0.1)',
					'ALTER TABLE public."Bu sy" RESET (toast.autovacuum_enabled, autovacuum_vacuum_threshold)',
				],
			},
		]);
		expect(details(plan, 'info')).toContain(
			'public."Bu sy": now autovacuum_vacuum_scale_factor = 0.1, toast.autovacuum_enabled unset, autovacuum_vacuum_threshold unset',
		);
	});

	it('are changed, and restored once from the journal', async () => {
		const run = await operator.act(await request('"Bu sy"', change));
		expect(run.status).toBe('done');
		expect(await optionsOf('"Bu sy"')).toEqual([
			'fillfactor=90',
			'autovacuum_vacuum_scale_factor=0.02',
			'autovacuum_enabled=off',
		]);
		const id = run.units[0]?.id ?? '';
		const undo = {action: 'table-settings', undoOf: id} as const;
		expect((await operator.act(undo)).status).toBe('done');
		expect((await optionsOf('"Bu sy"'))?.toSorted()).toEqual([
			'autovacuum_vacuum_scale_factor=0.1',
			'fillfactor=90',
		]);
		await expect(operator.plan(undo)).rejects.toThrow(
			`The journal has no change of storage parameters ${id}`,
		);
	});

	it.each([
		['autovacuum_vacuum_scale_factor', '0.02); drop table x; --', /is not a value for/],
		['fillfactor', '10', /is not a storage parameter/],
		['constructor', '1', /is not a storage parameter/],
		['toast.autovacuum_analyze_threshold', '1', /is not a storage parameter/],
	])('refuse %s = %s', async (name, value, message) => {
		await expect(operator.plan(await request('"Bu sy"', {[name]: value}))).rejects.toThrow(message);
	});

	it('are refused if they belong to a later version', async () => {
		const plan = operator.plan(await request('"Bu sy"', {autovacuum_vacuum_max_threshold: '1000'}));
		if (version < 18) await expect(plan).rejects.toThrow('requires PostgreSQL 18 or later');
		else expect(blocking(await plan)).toEqual([]);
	});

	it('stay if they have changed meanwhile, and a failure changes nothing', async () => {
		const plan = await operator.plan(await request('"Bu sy"', change));
		await sql.unsafe('alter table "Bu sy" set (autovacuum_vacuum_threshold = 5)');
		expect((await operator.run(plan)).note).toBe(
			'not run: its storage parameters have changed since the plan was made',
		);
		const failing = await operator.act(await request('"Bu sy"', {autovacuum_vacuum_scale_factor: '1000'}));
		expect(failing.status).toBe('failed');
		expect(failing.note).toMatch(/out of bounds.* All of it was rolled back\./);
		expect(operator.entries('failed')).toHaveLength(1);
	});

	it.each(['cancelled', 'cut off'] as const)('stay as they were after a run that was %s', async how => {
		const holder = await hold(database, 'lock table "Bu sy" in share mode');
		const run = operator.begin(await operator.plan(await request('"Bu sy"', change)));
		const pid = await actionWaits(database, holder.pid);
		if (how === 'cancelled') run.cancel();
		else await sql`select pg_terminate_backend(${pid})`;
		expect((await run.result).status).toBe(how === 'cancelled' ? 'cancelled' : 'failed');
		await holder.release();
		expect(await optionsOf('"Bu sy"')).toEqual(['autovacuum_vacuum_scale_factor=0.1', 'fillfactor=90']);
	});

	it('require the owner, and are refused for a partitioned table', async () => {
		await sql`create table parts (id int) partition by range (id)`;
		expect(blocking(await operator.plan(await request('parts', {autovacuum_enabled: 'off'})))).toEqual([
			expect.stringMatching(/^public\.parts: partitioned/),
		]);
		const role = await database.createRole(['pg_monitor']);
		if (version >= 17) await sql.unsafe(`grant maintain on "Bu sy" to ${role.user}`);
		const monitor = await openOperator(database.connection(role));
		expect(blocking(await monitor.plan(await request('"Bu sy"', change)))).toEqual([
			expect.stringMatching(/^public\."Bu sy": this role does not own it\./),
		]);
	});
});
