import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packDown, packUp} from '../helpers/pack-migrations.ts';
import {countOf, policy, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('archives after the pack is rolled back on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);

	it('stay if they have rows or belong to others, and are used again', async () => {
		await packUp(sql);
		await sql.unsafe(`
			create table audit_logs_archive (theirs int);
			create table empty_one (at timestamptz); create table month_one (at timestamptz) partition by range (at)`);
		await sql`create table month_one_default partition of month_one default`;
		const old = () =>
			sql.unsafe(`
			insert into request_logs (request_id, method, path, status_code, duration_ms, request_time)
				values (gen_random_uuid()::text, 'GET', '/', 200, 1, '2020-01-05');
			insert into mcp.query_metrics (query_hash, query_type, operation, execution_time_ms, timestamp)
				values ('h', 't', 'select', 1, '2020-01-05')`);
		const policies = async () => {
			await policy(sql, 'request_logs', 30, 'archive', 'request_time');
			await policy(sql, 'mcp.query_metrics', 30, 'archive');
		};
		await old();
		await policies();
		await sql`insert into empty_one values ('2020-01-01')`;
		await sql`insert into month_one values ('2020-01-01')`;
		for (const table of ['empty_one', 'month_one']) {
			await policy(sql, table, 30, 'archive');
			await steps(sql, table);
			await sql`truncate ${sql(`${table}_archive`)}`;
		}
		expect((await steps(sql, 'request_logs')).at(-1)).toMatch(/^archived /);
		expect((await steps(sql, 'mcp.query_metrics')).at(-1)).toMatch(/^archived /);

		await packDown(sql);
		expect(await countOf(sql, 'request_logs_archive')).toBe(1);
		expect(await countOf(sql, 'mcp.query_metrics_archive')).toBe(1);
		expect(await countOf(sql, 'audit_logs_archive')).toBe(0);
		expect([
			...(await sql`select to_regclass('empty_one_archive') as a, to_regclass('month_one_archive') as b`),
		]).toEqual([{a: null, b: null}]);

		await packUp(sql);
		await old();
		await policies();
		await steps(sql, 'request_logs');
		await steps(sql, 'mcp.query_metrics');
		expect(await countOf(sql, 'request_logs_archive')).toBe(2);
		expect(await countOf(sql, 'mcp.query_metrics_archive')).toBe(2);
	});

	it('stay for tool executions with rows, and are dropped without', async () => {
		const old = () => sql`
			insert into mcp.tool_executions (action, status, executed_at) values ('call', 'completed', '2020-01-05')`;
		await old();
		await sql`update mcp.tool_executions set retain_until = '2020-02-01'`;
		await steps(sql, 'mcp.tool_executions');
		expect(await countOf(sql, 'mcp.tool_executions_archive')).toBe(1);

		await packDown(sql);
		const [left] = await sql`
			select to_regclass('mcp.tool_executions') as log, to_regclass('mcp.audit_log') as audit,
				to_regprocedure('mcp.set_retention_policy()') as function`;
		expect(left).toEqual({log: null, audit: null, function: null});
		expect(await countOf(sql, 'mcp.tool_executions_archive')).toBe(1);

		await packUp(sql);
		await old();
		await sql`update mcp.tool_executions set retain_until = '2020-02-01'`;
		await steps(sql, 'mcp.tool_executions');
		expect(await countOf(sql, 'mcp.tool_executions_archive')).toBe(2);
		await sql`truncate mcp.tool_executions_archive`;
		await packDown(sql);
		expect([...(await sql`select to_regclass('mcp.tool_executions_archive') as archive`)]).toEqual([
			{archive: null},
		]);
	});
});
