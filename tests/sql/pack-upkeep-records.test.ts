import {beforeAll, describe, expect, it} from 'vitest';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';

describe.each(versions)('the records of upkeep on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => applyPack(database));

	it.each([
		['upkeep_log_task_known', "insert into mcp.upkeep_log (task) values ('yearly')"],
		['upkeep_log_summary_object', "insert into mcp.upkeep_log (task, summary) values ('weekly', '[]')"],
		[
			'table_sizes_total_bytes_counts',
			"insert into mcp.table_sizes (table_name, total_bytes) values ('t', -1)",
		],
	])('refuse what %s does not allow', async (constraint, statement) => {
		await expect(sql.unsafe(statement)).rejects.toMatchObject({constraint_name: constraint});
	});

	it('record role and task, and a refresh in materialized_views too', async () => {
		await sql`select mcp.note_upkeep('refresh', 'public.v', '{"rows": 2}')`;
		expect(await sql`select task, target, done_by, summary from mcp.upkeep_log`).toMatchObject([
			{task: 'refresh', target: 'public.v', done_by: 'postgres', summary: {rows: 2}},
		]);
		expect(
			await sql`select last_refreshed_at > now() - interval '1 minute' as now from materialized_views where view_name = 'public.v'`,
		).toMatchObject([{now: true}]);
	});

	it('measure every table once, partitioned ones with their partitions, and skip locked ones', async () => {
		const holder = await hold(database, 'lock table mcp.query_metrics_default in access exclusive mode');
		await sql`select mcp.record_table_sizes()`;
		await holder.release();
		const names = (await sql<{name: string}[]>`select table_name as name from mcp.table_sizes`).map(
			({name}) => name,
		);
		expect(names).toContain('public.tenants');
		expect(names).toContain('mcp.tool_executions');
		expect(names).not.toContain('mcp.query_metrics');
		expect(names.filter(name => /_\d{4}_\d\d|_default/.test(name))).toEqual([]);
		const [row] = await sql`
			select total_bytes = (select sum(pg_total_relation_size(relid)) from pg_partition_tree('mcp.tool_executions')) as same
			from mcp.table_sizes where table_name = 'mcp.tool_executions'`;
		expect(row).toEqual({same: true});
	});

	it('can be written only by roles with EXECUTE on the function', async () => {
		const role = await database.createRole();
		const as = database.session();
		await as.unsafe(`set session authorization ${role.user}`);
		await expect(as`select mcp.note_upkeep('weekly')`).rejects.toMatchObject({code: '42501'});
		await sql.unsafe(`
			grant usage on schema mcp to ${role.user};
			grant execute on function mcp.note_upkeep(text, text, jsonb) to ${role.user}`);
		await as`select mcp.note_upkeep('weekly')`;
		expect(await sql`select done_by from mcp.upkeep_log where task = 'weekly'`).toMatchObject([
			{done_by: role.user},
		]);
		await sql.unsafe(`drop owned by ${role.user}`);
	});
});
