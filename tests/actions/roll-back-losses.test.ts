import {describe, expect, it} from 'vitest';
import {packSet} from '../../source/migrations/set.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';
import {details, migration, migrationFolder, openOperator} from '../helpers/scenario-actions.ts';

const down = {action: 'roll-back-migration'} as const;

describe.each(versions)('rows that a rollback deletes, on PostgreSQL %d', async version => {
	it('are estimated by table or column in the plan', async () => {
		const database = await createDatabase(version);
		const {sql} = database;
		const files = {
			'1_a.sql': migration(
				'create table "Full one" (id int, "Old column" int); create table bare (id int);',
				'drop table if exists "Full one", bare;',
			),
			'2_b.sql': migration(
				'create table by_month (at date) partition by range (at); create table m partition of by_month default;',
				'drop table by_month; drop view if exists nowhere; drop table if exists neither;',
			),
			'3_c.sql': migration(
				'select 1;',
				'alter table "Full one" drop column "Old column"; truncate by_month;',
			),
		};
		const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
		await operator.act({action: 'apply-migrations', which: 'all'});
		const told = async () =>
			details(await operator.plan({...down, to: '0'}), 'warn').filter(text => /~|deletes/.test(text));
		expect(await told()).toEqual([]);
		await sql`insert into "Full one" select n, n from generate_series(1, 1234) n`;
		await sql`insert into by_month select '2026-01-01'::date + n from generate_series(1, 20) n`;
		await sql`analyze`;
		expect(await told()).toEqual([
			'3_c.sql deletes data: column Old column of "Full one" (~1,234 rows), by_month (~20 rows)',
			'2_b.sql deletes data: by_month (~20 rows)',
			'1_a.sql deletes data: "Full one" (~1,234 rows)',
		]);
		// A role that may not read the tables still gets the estimates.
		const role = await database.createRole(['pg_monitor']);
		await sql.unsafe(`grant select on schema_migrations, pgdeck_migrations to ${role.user}`);
		const other = await openOperator(database.connection(role), {migrations: migrationFolder(files)});
		expect(details(await other.plan(down), 'warn').join()).toContain('(~1,234 rows)');
		await sql.unsafe(`drop owned by ${role.user}`);
	});

	it('are estimated for tables that files of the pack drop inside DO; an archive stays, and the journal says so', async () => {
		const database = await createDatabase(version);
		const {sql} = database;
		const pack = await openOperator(database.connection(), {migrations: packSet()});
		await pack.act({action: 'apply-migrations', which: {upTo: '20260101000710'}});
		for (const table of ['tool_executions', 'tool_executions_archive']) {
			await runAndLeave(
				database,
				`insert into mcp.${table} (action, executed_at) select 'call', '2020-01-05' from generate_series(1, 7)`,
			);
		}
		await sql`create table their_own (id int)`;
		await sql`analyze`;
		const plan = await until(
			() => pack.plan({...down, to: '20260101000700'}),
			made => details(made, 'warn').some(text => /tool_executions \(~7 rows\)/.test(text)),
		);
		expect(details(plan, 'warn')).toContainEqual(
			'20260101000710_mcp_tables.sql deletes data: mcp.tool_executions (~7 rows)',
		);
		expect(details(plan, 'warn')).toContainEqual(
			'mcp.tool_executions_archive stays with its ~7 rows, which exist nowhere else. Drop it when nobody needs it.',
		);
		const run = await pack.run(plan);
		expect(run.status).toBe('done');
		expect(await sql`select from mcp.tool_executions_archive`).toHaveLength(7);
		expect(pack.entries('done').at(-1)?.result).toMatch(
			/The server says: Archive mcp\.tool_executions_archive stays: it has rows\. When they are not needed any more, drop it\./,
		);
	});
});
