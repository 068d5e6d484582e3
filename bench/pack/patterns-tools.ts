import type {Pattern} from './patterns.ts';
import {threeTenants} from './patterns-servers.ts';
import {idOf, type Sizes} from './sizes.ts';

const threeTools = ({toolConfigurations}: Sizes) =>
	[1, Math.ceil(toolConfigurations / 2), toolConfigurations].map(n => [idOf('tool', n)]);

/** Queries on schema mcp. */
export const toolPatterns: readonly Pattern[] = [
	{
		area: 'tool execution',
		name: 'active tools of a tenant',
		meant: 'mcp.idx_tool_configurations_tenant_active',
		text: 'select * from mcp.tool_configurations where tenant_id = $1 and is_active = true',
		sets: threeTenants,
	},
	{
		area: 'tool execution',
		name: 'address of a tool by name',
		meant: 'mcp.idx_tool_configurations_lookup',
		text: `
			select base_url, auth_config from mcp.tool_configurations
			where tenant_id = $1 and name = $2 and is_active`,
		sets: sizes => threeTenants(sizes).map(tenant => [...tenant, 'tool1']),
	},
	{
		area: 'tool execution',
		name: 'active tools of a type',
		meant: 'mcp.idx_tool_configurations_type',
		text: 'select * from mcp.tool_configurations where type = $1 and tenant_id = $2 and is_active',
		sets: sizes => threeTenants(sizes).map(tenant => ['webhook', ...tenant]),
	},
	{
		area: 'tool execution',
		name: 'tools due for a health check',
		meant: 'mcp.idx_tool_configurations_health_check',
		text: `
			select id, base_url from mcp.tool_configurations
			where is_active and last_health_check < now() - $1::interval`,
		sets: () => [['5 minutes'], ['19 minutes']],
	},
	{
		area: 'tool execution',
		name: 'tools with an endpoint',
		meant: 'mcp.idx_tool_configurations_endpoints',
		text: 'select * from mcp.tool_configurations where discovered_endpoints @> $1::text::jsonb',
		sets: () => [['[{"path": "/items/7"}]'], ['[{"path": "/nothing"}]']],
	},
	{
		area: 'tool execution',
		name: 'tools by type of authentication',
		meant: 'mcp.idx_tool_configurations_auth',
		text: "select * from mcp.tool_configurations where auth_config -> 'type' ? $1",
		sets: () => [['basic'], ['bearer'], ['digest']],
	},
	{
		area: 'tool execution',
		name: 'discovery sessions of a tool',
		meant: 'mcp.idx_tool_discovery_sessions_tool_id',
		text: 'select * from mcp.tool_discovery_sessions where tool_id = $1',
		sets: threeTools,
	},
	{
		area: 'tool execution',
		name: 'calls of the last days, counted',
		meant: 'mcp.idx_tool_executions_executed_at_brin',
		text: 'select count(*) from mcp.tool_executions where executed_at >= current_date - $1::interval',
		sets: () => [['7 days'], ['0 days']],
	},
	{
		area: 'tool execution',
		name: 'latest calls of a tool',
		meant: 'mcp.idx_tool_executions_tool_id',
		text: 'select * from mcp.tool_executions where tool_id = $1 order by executed_at desc limit 20',
		sets: threeTools,
	},
	{
		area: 'tool execution',
		name: 'pending calls of a tool',
		meant: 'mcp.idx_tool_executions_pending',
		text: `
			select * from mcp.tool_executions where tool_id = $1 and status = 'pending'
			order by executed_at desc`,
		sets: threeTools,
	},
	{
		area: 'tool execution',
		name: 'queries of a tenant, last week',
		meant: 'mcp.idx_query_metrics_tenant_time',
		text: `
			select * from mcp.query_metrics where tenant_id = $1 and timestamp > now() - interval '7 days'
			order by timestamp desc`,
		sets: threeTenants,
	},
	{
		area: 'tool execution',
		name: 'the slowest queries',
		meant: 'mcp.idx_query_metrics_slow_queries',
		text: `
			select * from mcp.query_metrics where execution_time_ms > 1000
			order by execution_time_ms desc, timestamp desc limit $1`,
		sets: () => [[20], [200]],
	},
	{
		area: 'tool execution',
		name: 'queries of the last day, counted',
		meant: 'mcp.idx_query_metrics_timestamp_brin',
		text: 'select count(*) from mcp.query_metrics where timestamp > now() - $1::interval',
		sets: () => [['1 day'], ['1 hour']],
	},
	{
		area: 'tool execution',
		name: 'delete a tool',
		text: 'delete from mcp.tool_configurations where id = $1',
		sets: ({toolConfigurations}) => [toolConfigurations, toolConfigurations - 1].map(n => [idOf('tool', n)]),
		inside: 'delete',
	},
];
