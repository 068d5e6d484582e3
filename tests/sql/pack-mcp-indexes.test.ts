import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

const tools = 'mcp.tool_configurations USING';
const executions = 'ONLY mcp.tool_executions USING';
const metrics = 'ONLY mcp.query_metrics USING';
const brin = "WITH (pages_per_range='32', autosummarize='on')";

/** Indexes of registry.md beyond the 38, as PostgreSQL writes them. */
const specified: Readonly<Record<string, string>> = {
	idx_tool_discovery_sessions_tool_id: 'mcp.tool_discovery_sessions USING btree (tool_id)',
	idx_tool_configurations_lookup: `${tools} btree (tenant_id, name, is_active) INCLUDE (base_url, auth_config) WHERE is_active`,
	idx_tool_configurations_tenant_active: `${tools} btree (tenant_id, is_active) WHERE is_active`,
	idx_tool_configurations_health_check: `${tools} btree (last_health_check) WHERE (is_active AND (last_health_check IS NOT NULL))`,
	idx_tool_configurations_type: `${tools} btree (type, tenant_id) WHERE is_active`,
	idx_tool_configurations_endpoints: `${tools} gin (discovered_endpoints jsonb_path_ops)`,
	idx_tool_configurations_auth: `${tools} gin (((auth_config -> 'type'::text)))`,
	idx_tool_executions_tool_id: `${executions} btree (tool_id)`,
	idx_tool_executions_pending: `${executions} btree (tool_id, executed_at DESC) WHERE ((status)::text = 'pending'::text)`,
	idx_tool_executions_executed_at_brin: `${executions} brin (executed_at) ${brin}`,
	idx_query_metrics_timestamp_brin: `${metrics} brin ("timestamp") ${brin}`,
	idx_query_metrics_tenant_time: `${metrics} btree (tenant_id, "timestamp" DESC)`,
	idx_query_metrics_slow_queries: `${metrics} btree (execution_time_ms, "timestamp" DESC) WHERE (execution_time_ms > 1000)`,
};

describe.each(versions)('the indexes of schema mcp on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await packUp(sql);
		await sql`
			insert into mcp.tool_configurations (tenant_id, name, type, base_url, auth_config, discovered_endpoints)
			select md5((n % 50)::text)::uuid, 'tool ' || n, 'rest', 'http://t/' || n,
				jsonb_build_object('type', 'kind' || n % 20), jsonb_build_array(jsonb_build_object('path', '/' || n))
			from generate_series(1, 2000) n`;
		await sql`vacuum analyze mcp.tool_configurations`;
	});

	it('are these, valid, and the unique one of the statistics', async () => {
		const rows = await sql<{name: string; definition: string; valid: boolean}[]>`
			select relname::text as name, pg_get_indexdef(oid) as definition, indisvalid as valid
			from pg_class join pg_index on indexrelid = oid
			where relnamespace = 'mcp'::regnamespace and relname like 'idx\_%'`;
		const found = Object.fromEntries(
			rows.map(({name, definition}) => [name, definition.replace(/^CREATE (UNIQUE )?INDEX \w+ ON /, '')]),
		);
		expect(found).toEqual({
			...specified,
			idx_tool_execution_stats_unique: 'mcp.tool_execution_stats USING btree (tool_id, action, hour)',
		});
		expect(rows.filter(({valid}) => !valid)).toEqual([]);
	});

	it('are on every partition', async () => {
		const rows = await sql<{table: string; partitions: number; indexed: number}[]>`
			select partition.inhparent::regclass::text as table, count(distinct partition.inhrelid)::int as partitions,
				count(*)::int as indexed
			from pg_inherits as partition
				join pg_index on indrelid = partition.inhrelid
				join pg_inherits as attached on attached.inhrelid = indexrelid
			where indrelid::regclass::text ~ '^mcp.(tool_executions|query_metrics)_(2|d)'
			group by 1 order by 1`;
		// The primary key and three more; this month, three ahead, and the default.
		expect([...rows]).toEqual([
			{table: 'mcp.query_metrics', partitions: 5, indexed: 20},
			{table: 'mcp.tool_executions', partitions: 5, indexed: 20},
		]);
	});

	it.each([
		[
			'the lookup of a tool, without its table',
			"select base_url, auth_config from mcp.tool_configurations where tenant_id = md5('7')::uuid and name = 'tool 7' and is_active",
			/Index Only Scan using idx_tool_configurations_lookup/,
		],
		[
			'a search for an endpoint',
			`select name from mcp.tool_configurations where discovered_endpoints @> '[{"path": "/77"}]'`,
			/Bitmap Index Scan on idx_tool_configurations_endpoints/,
		],
		[
			'a search for a type of authentication',
			`select name from mcp.tool_configurations where auth_config -> 'type' @> '"kind7"'`,
			/Bitmap Index Scan on idx_tool_configurations_auth/,
		],
	])('serve %s', async (_what, query, expected) => {
		const rows = await sql.unsafe(`explain ${query}`);
		expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(expected);
	});
});
