import {afterEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {blocking, exists, migration, migrationFolder, openOperator} from '../helpers/scenario-actions.ts';

const all = {action: 'apply-migrations', which: 'all'} as const;
const setting = 'default_transaction_read_only';

describe.each(versions)('sessions that read only by default on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const role = await database.createRole();
	const migrations = migrationFolder({'1_a.sql': migration('create table one (id int);')});
	const {sql} = database;
	await sql.unsafe(`grant all on schema public to ${role.user}`);
	const reset = `
		alter role ${role.user} reset ${setting};
		alter role ${role.user} in database ${database.name} reset ${setting};
		alter database ${database.name} reset ${setting}`;
	afterEach(() => sql.unsafe(reset));

	it.each([
		['the role', `role ${role.user}`],
		['the database', `database ${database.name}`],
		['the role in the database', `role ${role.user} in database ${database.name}`],
	])('are blocked if set for %s, until the printed remedy runs', async (_what, owner) => {
		await sql.unsafe(`alter ${owner} set ${setting} = on`);
		const operator = await openOperator(database.connection(role), {migrations});
		const reasons = blocking(await operator.plan(all));
		expect(reasons).toHaveLength(1);
		expect(reasons[0]?.toLowerCase()).toContain(`alter ${owner} reset ${setting};`);
		const remedy = /run: (.*)$/.exec(reasons[0] ?? '')?.[1] ?? '';
		await sql.unsafe(remedy);
		expect(blocking(await operator.plan(all))).toEqual([]);
	});

	it('follow an option of the connection before the role', async () => {
		await sql.unsafe(`alter role ${role.user} set ${setting} = on`);
		const base = database.connection(role);
		const told = async (value: string) => {
			const operator = await openOperator({...base, options: `-c ${setting}=${value}`}, {migrations});
			return blocking(await operator.plan(all));
		};
		expect(await told('off')).toEqual([]);
		expect(await told('on')).toEqual([expect.stringContaining('Remove it from PGOPTIONS')]);
	});

	it('run nothing if the setting changed after the plan', async () => {
		const operator = await openOperator(database.connection(role), {migrations});
		const plan = await operator.plan(all);
		await sql.unsafe(`alter role ${role.user} set ${setting} = on`);
		expect(await failureOf(operator.run(plan))).toMatchObject({
			message: expect.stringContaining(`set for the role ${role.user}`),
			exitCode: 3,
		});
		expect([operator.journal.read(), await exists(database, 'schema_migrations')]).toEqual([[], false]);
	});
});
