import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {countOf, policy, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('refused retention policies on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));
	const problems = async (table: string) =>
		(await sql`select problem from mcp.retention_policies(${table})`).map(
			row => row.problem as string | null,
		);

	it.each([
		['cascade', 'deleted', false],
		['set null', 'changed', false],
		['set default', 'changed', false],
		['cascade', 'deleted', true],
	])(
		'include a parent if a foreign key with on delete %s would leave its child rows %s',
		async (action, verb, ofPartition) => {
			const name = `${action.replace(' ', '_')}${ofPartition ? '_part' : ''}`;
			await sql.unsafe(`
			create table parent_${name} (id int, at timestamptz not null, primary key (id, at)) partition by range (at);
			create table month_${name} partition of parent_${name} for values from ('2020-01-01') to ('2020-02-01');
			create table child_${name} (id int, at timestamptz, constraint kept_by foreign key (id, at)
				references ${ofPartition ? 'month' : 'parent'}_${name} on delete ${action});
			insert into parent_${name} values (1, '2020-01-02'); insert into child_${name} values (1, '2020-01-02')`);
			await policy(sql, `parent_${name}`, 30, 'delete');
			const problem = `Rows of public.child_${name} would be ${verb} with those of public.parent_${name} (foreign key kept_by).`;
			expect(await problems(`parent_${name}`)).toEqual([problem]);
			await expect(steps(sql, `parent_${name}`)).rejects.toMatchObject({message: problem});
			expect([await countOf(sql, `parent_${name}`), await countOf(sql, `child_${name}`)]).toEqual([1, 1]);
		},
	);

	it('include tables whose owner has a trigger that would gain privileges', async () => {
		const stranger = await database.createRole();
		await sql.unsafe(`
			create function public.take_over() returns trigger language plpgsql as $$ begin raise 'ran as %', current_user; end $$`);
		for (const table of ['owned', 'parted', 'archived_one']) {
			await sql.unsafe(`
				create table ${table} (at timestamptz) ${table === 'parted' ? 'partition by range (at)' : ''};
				${table === 'parted' ? 'create table parted_month partition of parted default;' : ''}
				insert into ${table} values ('2020-01-01');
				create table ${table}_archive (at timestamptz)`);
			const theirs =
				{owned: 'owned', parted: 'parted_month', archived_one: 'archived_one_archive'}[table] ?? '';
			await sql.unsafe(`
				create trigger t before insert or delete on ${theirs} for each row execute function public.take_over();
				alter table ${theirs} owner to ${stranger.user}`);
			await policy(sql, table, 30, 'archive');
			expect(await problems(table)).toEqual([
				`public.${theirs} belongs to ${stranger.user}, not to ${database.server.user}, who owns mcp.retention_step. To change that: alter table public.${theirs} owner to ${database.server.user}.`,
			]);
			await expect(steps(sql, table)).rejects.toMatchObject({
				code: '42501',
				hint: expect.stringContaining(`alter table public.${theirs} owner to ${database.server.user}`),
			});
			expect(await countOf(sql, table)).toBe(1);
			await sql.unsafe(`drop table ${table}, ${table}_archive`);
		}
	});

	it('include a temporary table', async () => {
		const session = database.session();
		await session`create temp table passing (at timestamptz)`;
		await session`insert into passing values ('2020-01-01')`;
		for (const name of ['passing', 'pg_temp.passing']) {
			await policy(session, name, 30, 'delete');
			await expect(steps(session, name)).rejects.toMatchObject({message: `There is no table ${name}.`});
		}
	});

	it('include servers, because their tools and metrics would be deleted too', async () => {
		await policy(sql, 'mcp_servers', 30, 'archive', 'created_at');
		expect(await problems('mcp_servers')).toEqual([expect.stringContaining('public.server_tools')]);
	});

	it('do not include a table whose children only restrict', async () => {
		await sql`create table refused (id int primary key, at timestamptz)`;
		await sql`create table refusing (id int references refused)`;
		await sql`insert into refused values (1, '2020-01-01')`;
		await policy(sql, 'refused', 30, 'delete');
		expect(await steps(sql, 'refused')).toEqual(['deleted 1 rows']);
	});
});

describe.each(versions)("another tool's retention policies on PostgreSQL %d", async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await sql`create table data_retention_policies (
			tenant text, table_name text, retention_days numeric, action text, is_active text, time_column text)`;
		await packUp(sql);
		await sql.unsafe(`
			create table kept (at timestamptz); insert into kept values ('2020-01-01');
			create table twice (at timestamptz); insert into twice values ('2020-01-01')`);
	});

	const days = 'Its retention_days are no whole number from 1 to 999999.';
	it.each([
		['0', 'delete', days],
		['-5', 'delete', days],
		['1.5', 'delete', days],
		['1000000', 'delete', days],
		[null, 'delete', days],
		['30', 'DELETE', "Its action is 'DELETE', neither archive nor delete."],
		['30', ' delete', "Its action is ' delete', neither archive nor delete."],
		['30', 'anonymize', "Its action is 'anonymize', neither archive nor delete."],
		['30', null, 'Its action is null, neither archive nor delete.'],
	])('with %s days and action "%s" are not followed', async (retention, action, problem) => {
		await sql`delete from data_retention_policies`;
		await sql`
			insert into data_retention_policies (table_name, retention_days, action, time_column)
			values ('kept', ${retention}, ${action}, 'at')`;
		expect([...(await sql`select problem from mcp.retention_due()`)]).toEqual([{problem}]);
		await expect(steps(sql, 'kept')).rejects.toMatchObject({message: problem});
		expect(await countOf(sql, 'kept')).toBe(1);
	});

	it('are refused if two name one table, however they spell it', async () => {
		await sql`delete from data_retention_policies`;
		await sql`
			insert into data_retention_policies values
				('a', 'twice', 30, 'delete', 'true', 'at'), ('b', 'twice', 3650, 'archive', 'true', 'at'),
				('a', 'kept', 30, 'delete', 'yes', 'at'), ('b', 'public.kept', 3650, 'delete', null, 'at')`;
		const rows = await sql`select policy, problem from mcp.retention_policies()`;
		expect(rows.map(({policy: name, problem}) => [name, problem])).toEqual([
			['kept', 'There is more than one active policy for public.kept.'],
			['public.kept', 'There is more than one active policy for public.kept.'],
			['twice', 'There is more than one active policy for public.twice.'],
			['twice', 'There is more than one active policy for public.twice.'],
		]);
		for (const table of ['twice', 'kept', 'public.kept']) {
			await expect(steps(sql, table)).rejects.toMatchObject({
				message: expect.stringContaining('more than one'),
			});
		}
		await sql`call mcp.apply_retention()`.simple();
		expect([await countOf(sql, 'twice'), await countOf(sql, 'kept')]).toEqual([1, 1]);
	});

	it('are followed if all but one are inactive', async () => {
		await sql`update data_retention_policies set is_active = 'false' where tenant = 'b'`;
		expect(await steps(sql, 'twice')).toEqual(['deleted 1 rows']);
		expect(await steps(sql, 'kept')).toEqual(['deleted 1 rows']);
	});
});
