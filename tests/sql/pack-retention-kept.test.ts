import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {countOf, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('rows with a retain_until of their own on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	const table = 'mcp.tool_executions';
	beforeAll(() => packUp(sql));
	const due = async () => [...(await sql`select whole_partition, due_rows from mcp.retention_due(${table})`)];
	const left = async () =>
		(await sql`select action from mcp.tool_executions order by action`).map(row => row.action);

	it.each(['archive', 'delete'])('stay, and the rest of their month goes row by row: %s', async action => {
		await sql.unsafe(`
			truncate mcp.tool_executions;
			update data_retention_policies set action = '${action}' where table_name = '${table}';
			insert into mcp.tool_executions (action, executed_at)
				select case when n = 1 then 'hold' else 'go' end, date_trunc('month', now()) - interval '7 months' + n * interval '1 hour'
				from generate_series(1, 5) n;
			insert into mcp.tool_executions (action, executed_at)
				select 'go', date_trunc('month', now()) - interval '6 months' + n * interval '1 hour' from generate_series(1, 3) n`);
		await sql`select mcp.create_monthly_partitions(${table}::text::regclass)`;
		await sql`update mcp.tool_executions set retain_until = now() + interval '1 year' where action = 'hold'`;
		const before = await countOf(sql, 'mcp.tool_executions_archive');
		expect(await due()).toEqual([
			{whole_partition: false, due_rows: '4'},
			{whole_partition: true, due_rows: '3'},
		]);
		const taken = await steps(sql, table, 3);
		const verb = action === 'archive' ? 'archived' : 'deleted';
		expect(taken.slice(0, 2)).toEqual([
			expect.stringContaining(`${verb} 3 rows of mcp.tool_executions_`),
			expect.stringContaining(`${verb} 1 rows of mcp.tool_executions_`),
		]);
		// A month after one with such rows has its turn all the same.
		expect(taken.at(-1)).toMatch(
			action === 'archive' ? /^archived mcp.tool_executions_MONTH/ : /^dropped mcp.tool_executions_MONTH/,
		);
		expect(await left()).toEqual(['hold']);
		expect(await countOf(sql, 'mcp.tool_executions_archive')).toBe(before + (action === 'archive' ? 7 : 0));
		expect(await due()).toEqual([]);

		await sql`update mcp.tool_executions set retain_until = now()`;
		expect((await steps(sql, table)).length).toBeGreaterThan(0);
		expect(await left()).toEqual([]);
		await sql`truncate mcp.tool_executions_archive`;
	});

	it('stay in a default partition too', async () => {
		await sql`truncate mcp.tool_executions`;
		await sql`update data_retention_policies set action = 'delete' where table_name = ${table}`;
		await sql`insert into mcp.tool_executions (action, executed_at) values ('hold', '2019-01-01'), ('go', '2019-01-01')`;
		await sql`update mcp.tool_executions set retain_until = 'infinity' where action = 'hold'`;
		expect(await due()).toEqual([{whole_partition: false, due_rows: '1'}]);
		expect(await steps(sql, table)).toEqual(['deleted 1 rows']);
		expect(await left()).toEqual(['hold']);
	});
});
