import {beforeEach, describe, expect, it} from 'vitest';
import {confirm} from '../../source/actions/engine/confirm.ts';
import {packSet} from '../../source/migrations/set.ts';
import {RefusedError} from '../../source/postgres/errors.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {catalog} from '../helpers/pack-catalog.ts';
import {failureOf, hold} from '../helpers/scenario.ts';
import {
	actionWaits,
	blocking,
	details,
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';

const down = {action: 'roll-back-migration'} as const;

describe.each(versions)('rolling back migrations of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const table = (name: string) => migration(`create table ${name} (id int);`, `drop table ${name};`);
	const applied = {'1_a.sql': table('one'), '2_b.sql': table('two'), '3_c.sql': table('three')};
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public');
		for (const name of Object.keys(files)) delete files[name];
		Object.assign(files, applied);
		await operator.act({action: 'apply-migrations', which: 'all'});
	});
	const versionsOf = (plan: Awaited<ReturnType<typeof operator.plan>>) =>
		plan.units.flatMap(({target}) => ('version' in target ? [target.version] : []));

	it('plans the last migration, with an irreversible risk', async () => {
		files['4_d.sql'] = table('four');
		const plan = await operator.plan(down);
		expect(versionsOf(plan)).toEqual(['3']);
		expect(plan).toMatchObject({
			title: 'Roll back 1 migration',
			risk: 'irreversible',
			typedWord: database.name,
		});
		const statements = plan.units.flatMap(unit => [...unit.statements, ...unit.record]);
		expect(statements.map(({text, lock, on}) => [text, lock, ...on])).toEqual([
			['drop table three', 'ACCESS EXCLUSIVE', 'three'],
			['delete from schema_migrations where version = $1', 'ROW EXCLUSIVE', 'schema_migrations'],
			['delete from pgdeck_migrations where version = $1', 'ROW EXCLUSIVE', 'pgdeck_migrations'],
		]);
		expect(details(plan, 'warn')).toContain(
			'rows of dropped tables and columns are lost: only a backup brings them back',
		);
	});

	it.each([undefined, '', 'yes', 'TEST'])('is not confirmed by %j', async typed => {
		const plan = await operator.plan(down);
		expect(() => confirm(plan, typed)).toThrow(RefusedError);
		expect(() => confirm(plan, database.name)).not.toThrow();
	});

	it('undoes the last migration and its ledger entry in one transaction', async () => {
		const {status} = await operator.act(down);
		expect(status).toBe('done');
		expect([await exists(database, 'two'), await exists(database, 'three')]).toEqual([true, false]);
		expect(await ledgerOf(database)).toEqual(['1', '2']);
		expect([...(await sql`select version from pgdeck_migrations order by 1`)]).toEqual([
			{version: '1'},
			{version: '2'},
		]);
		expect(operator.events().slice(-2)).toEqual(['started: Roll back 3_c.sql', 'done: Roll back 3_c.sql']);
		// It can be applied again.
		expect((await operator.act({action: 'apply-migrations', which: 'all'})).status).toBe('done');
	});

	it('down to a version starts with the newest', async () => {
		const plan = await operator.plan({...down, to: '1'});
		expect(versionsOf(plan)).toEqual(['3', '2']);
		expect((await operator.run(plan)).status).toBe('done');
		expect(await ledgerOf(database)).toEqual(['1']);
	});

	it('down to 0 drops the ledger too', async () => {
		expect((await operator.act({...down, to: '0'})).status).toBe('done');
		expect([
			...(await sql`select relname from pg_class where relnamespace = 'public'::regnamespace`),
		]).toEqual([]);
		expect(await failureOf(operator.plan(down))).toMatchObject({
			message: 'There is nothing to roll back: no migration is applied.',
			exitCode: 0,
		});
	});

	it('has nothing to do if no later version is applied', async () => {
		expect(await failureOf(operator.plan({...down, to: '3'}))).toMatchObject({
			message: 'There is nothing to roll back: no migration after 3 is applied.',
			exitCode: 0,
		});
	});

	it.each([
		['has no down block', '-- migrate:up\nselect 1;', '3_c.sql: there is no "-- migrate:down" line'],
		['is missing', undefined, 'there is no file for the applied version 3: how to undo it is unknown'],
	])('is refused if the file %s', async (_what, text, reason) => {
		if (text === undefined) delete files['3_c.sql'];
		else files['3_c.sql'] = text;
		const plan = await operator.plan(down);
		expect(blocking(plan)).toEqual([reason]);
		expect(() => operator.begin(plan)).toThrow(reason);
	});

	it('warns if the file has changed since it was applied', async () => {
		files['3_c.sql'] = migration('create table other (id int);', 'drop table three;');
		expect(details(await operator.plan(down), 'warn')).toContain(
			'3 c has changed since it was applied: its rollback may not match',
		);
	});

	it('keeps the migration and its ledger entry if it fails, and names file and line', async () => {
		files['3_c.sql'] = migration('create table three (id int);', 'drop table three;\ndrop table nowhere;');
		const progress = await operator.act({...down, to: '1'});
		expect(progress.status).toBe('failed');
		expect(progress.units.map(({state}) => state)).toEqual(['failed', 'skipped']);
		expect(progress.note).toBe('3_c.sql:5: table "nowhere" does not exist. All of it was rolled back.');
		expect(await ledgerOf(database)).toEqual(['1', '2', '3']);
		expect(await exists(database, 'three')).toBe(true);
	});

	it('outside a transaction reports which statements stay', async () => {
		files['3_c.sql'] = migration('select 1;', 'drop table three;\nselect 1 / 0;', outside);
		const {note} = await operator.act(down);
		expect(note).toBe('3_c.sql:5: division by zero. 1 of 2 statements is done and stays.');
		expect(await exists(database, 'three')).toBe(false);
		expect(await ledgerOf(database)).toEqual(['1', '2', '3']);
	});

	it('keeps everything if it is canceled during a lock wait', async () => {
		const holder = await hold(database, 'select from three');
		const run = operator.begin(await operator.plan(down));
		await actionWaits(database, holder.pid);
		run.cancel();
		expect(await run.result).toMatchObject({
			status: 'cancelled',
			note: '3_c.sql:4: It was canceled. All of it was rolled back.',
		});
		await holder.release();
		expect(await ledgerOf(database)).toEqual(['1', '2', '3']);
	});

	describe('with a plan that is out of date does not run', () => {
		it.each([
			[
				'the migration is already rolled back',
				"delete from schema_migrations where version = '3'",
				'another session has rolled it back in the meantime',
			],
			[
				'a later one is applied',
				"insert into schema_migrations values ('4')",
				'another session has applied 4 in the meantime',
			],
		])('if %s', async (_what, change, reason) => {
			const plan = await operator.plan(down);
			await sql.unsafe(change);
			expect(await operator.run(plan)).toMatchObject({status: 'failed', note: `not run: ${reason}`});
			expect(await exists(database, 'three')).toBe(true);
		});

		it('to the end: a ledger with another entry is kept', async () => {
			const plan = await operator.plan({...down, to: '0'});
			const holder = await hold(database, 'select from one');
			const run = operator.begin(plan);
			await actionWaits(database, holder.pid);
			await sql`insert into schema_migrations values ('0')`;
			await holder.release();
			expect(await run.result).toMatchObject({
				status: 'failed',
				note: 'not run: another session has applied a migration in the meantime: the ledger is not empty',
			});
			expect(await ledgerOf(database)).toEqual(['0']);
		});
	});

	it('leaves nothing of the pack behind after up and down to 0', async () => {
		await sql.unsafe('drop schema public cascade; create schema public');
		const empty = await catalog(sql);
		const pack = await openOperator(database.connection(), {migrations: packSet()});
		const size = (await packSet().load()).length;
		for (let round = 0; round < 2; round++) {
			expect(await pack.act({action: 'apply-migrations', which: 'all'})).toMatchObject({status: 'done'});
			expect(await ledgerOf(database)).toHaveLength(size);
			expect(await pack.act({...down, to: '0'})).toMatchObject({status: 'done'});
			expect(await catalog(sql)).toEqual(empty);
		}
	});
});
