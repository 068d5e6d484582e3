import type {Sql} from 'postgres';
import {loggedDays, type Sizes} from './sizes.ts';

/**
Log rows in the order of their time, as a gateway writes them. Activity and size of a tenant are drawn separately,
latencies are log-normal with a tail by path and server, and three in a hundred requests fail.
*/

/** The requests numbered from `first` to `last`; those beyond `sizes.requests` happen now. */
export const requests = (sql: Sql, sizes: Sizes, first: number, last: number) => sql`
	insert into request_logs (
		request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, client_ip, request_time
	)
	select
		'req-' || n,
		bench.id('tenant', bench.tenant_of(user_number, ${sizes.users}, ${sizes.tenants})),
		case when chance > 0.05 then bench.id('user', user_number) end,
		(array['POST', 'POST', 'GET', 'GET', 'DELETE'])[1 + path_number % 5],
		'/v1/' || (array['tools/call', 'tools/list', 'resources/read', 'search', 'prompts/get', 'sessions', 'files/upload',
			'reports/export'])[1 + path_number % 8] || case when path_number > 8 then '/' || path_number else '' end,
		case when path_number % 8 <> 5 then bench.id('server', server_number) end,
		case when outcome < 0.015 then 500 + floor(outcome * 300)::integer when outcome < 0.03 then 404
			when outcome < 0.998 then 200 end,
		(array[42, 12, 30, 65, 15, 18, 160, 420])[1 + path_number % 8]
			* case when server_number % 25 = 0 then 8 when server_number % 12 = 0 then 2.5 else 1 end
			* exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())),
		case when chance < 0.98 then '10.0.0.0'::inet + bench.pick(20000, 2) end,
		bench.time_of(n, ${sizes.requests}, ${loggedDays})
	from (
		select n, bench.pick(${sizes.users}, 1.6) as user_number, bench.pick(${sizes.servers}, 2) as server_number,
			bench.pick(40, 2.2) as path_number, random() as outcome, random() as chance
		from generate_series(${first}::integer, ${last}::integer) as n
	) as request`;

/** The rows of the audit trail numbered from `first` to `last`. */
export const auditRows = (sql: Sql, sizes: Sizes, first: number, last: number) => sql`
	insert into audit_logs (tenant_id, user_id, action, resource_type, resource_id, success, timestamp)
	select
		bench.id('tenant', bench.tenant_of(user_number, ${sizes.users}, ${sizes.tenants})),
		case when random() > 0.03 then bench.id('user', user_number) end,
		(array['login', 'call_tool', 'read_resource', 'update_server', 'create_key', 'rotate_key', 'grant_access',
			'delete_tool'])[bench.pick(8, 2.5)],
		(array['session', 'tool', 'resource', 'server', 'api_key'])[bench.pick(5, 1.5)],
		'res-' || n,
		random() > 0.03,
		bench.time_of(n, ${sizes.auditRows}, ${loggedDays})
	from (
		select n, bench.pick(${sizes.users}, 1.6) as user_number
		from generate_series(${first}::integer, ${last}::integer) as n
	) as row`;

/** The calls of MCP methods numbered from `first` to `last`. */
export const fastmcpRows = (sql: Sql, sizes: Sizes, first: number, last: number) => sql`
	insert into fastmcp_audit_log (tenant_id, user_id, method, success, duration_ms, timestamp)
	select
		bench.id('tenant', bench.tenant_of(user_number, ${sizes.users}, ${sizes.tenants})),
		bench.id('user', user_number),
		(array['tools/call', 'tools/list', 'resources/read', 'prompts/get', 'completion/complete'])[bench.pick(5, 1.8)],
		random() > 0.02,
		40 * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())),
		bench.time_of(n, ${sizes.fastmcpRows}, ${loggedDays})
	from (
		select n, bench.pick(${sizes.users}, 1.6) as user_number
		from generate_series(${first}::integer, ${last}::integer) as n
	) as row`;

export async function loadMonitoring(sql: Sql, sizes: Sizes): Promise<void> {
	await sql`
		insert into server_metrics (server_id, recorded_at, avg_response_time, success_rate, request_count)
		select bench.id('server', 1 + n % ${sizes.servers}::integer), bench.time_of(n, ${sizes.serverMetrics}, 30),
			80 * exp(sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())), 100 - 30 * pow(random(), 6), bench.pick(400, 1)
		from generate_series(1, ${sizes.serverMetrics}::integer) as n`;
	// Nearly all are done; the rest is the queue.
	await sql`
		insert into request_queues (server_id, request_id, status, priority, enqueued_at)
		select bench.id('server', bench.pick(${sizes.servers}, 2)), 'queued-' || n,
			case when random() < 0.97 then 'completed' when random() < 0.5 then 'failed' else 'pending' end,
			10 * bench.pick(20, 1), bench.time_of(n, ${sizes.queuedRequests}, 7)
		from generate_series(1, ${sizes.queuedRequests}::integer) as n`;
	await sql`
		insert into performance_alerts (server_id, alert_type, severity, message, created_at, resolved_at)
		select bench.id('server', bench.pick(${sizes.servers}, 2)), 'response_time',
			(array['info', 'warning', 'warning', 'critical'])[bench.pick(4, 1)], 'answers slowly', at,
			case when random() < 0.99 then at + interval '10 minutes' end
		from (
			select bench.time_of(n, ${sizes.alerts}, ${loggedDays}) as at
			from generate_series(1, ${sizes.alerts}::integer) as n
		) as alert`;
}

/** The tables of schema mcp. */
export async function loadTools(sql: Sql, sizes: Sizes): Promise<void> {
	const {toolConfigurations, tenants} = sizes;
	await sql`
		insert into mcp.tool_configurations (
			id, tenant_id, name, type, base_url, auth_config, discovered_endpoints, is_active, last_health_check, health_status
		)
		select
			bench.id('tool', n),
			bench.id('tenant', bench.tenant_of(n, ${toolConfigurations}, ${tenants})),
			'tool' || n,
			(array['rest', 'rest', 'rest', 'graphql', 'grpc', 'webhook'])[bench.pick(6, 1)],
			'https://t' || n || '.example.com',
			jsonb_build_object('type', (array['bearer', 'bearer', 'api_key', 'oauth2', 'basic'])[bench.pick(5, 1.5)]),
			jsonb_build_array(jsonb_build_object('method', 'GET', 'path', '/items/' || n % 500)),
			random() > 0.2,
			now() - pow(random(), 4) * interval '20 minutes',
			case when random() < 0.9 then 'healthy' else 'unhealthy' end
		from generate_series(1, ${toolConfigurations}::integer) as n`;
	await sql`
		insert into mcp.tool_discovery_sessions (tool_id, status)
		select bench.id('tool', bench.pick(${toolConfigurations}, 1.5)), 'completed'
		from generate_series(1, ${sizes.discoverySessions}::integer)`;
	// Triggers do not fire while rows are loaded, so retain_until is set as theirs would.
	await sql`
		insert into mcp.tool_executions (tool_id, action, status, executed_at, duration_ms, retain_until)
		select
			bench.id('tool', bench.pick(${toolConfigurations}, 2)), (array['call', 'call', 'list', 'read'])[bench.pick(4, 1)],
			case when random() < 0.005 then 'pending' when random() < 0.03 then 'failed' else 'completed' end,
			at, floor(40 * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()))), at + interval '2160 hours'
		from (
			select bench.time_of(n, ${sizes.toolExecutions}, ${loggedDays}) as at
			from generate_series(1, ${sizes.toolExecutions}::integer) as n
		) as call`;
	await sql`
		insert into mcp.query_metrics (query_hash, query_type, operation, execution_time_ms, tenant_id, timestamp)
		select
			md5('query' || bench.pick(500, 2)), 'select', 'select',
			floor(8 * exp(1.8 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()))),
			bench.id('tenant', bench.pick(${tenants}, 2)), bench.time_of(n, ${sizes.queryMetrics}, ${loggedDays})
		from generate_series(1, ${sizes.queryMetrics}::integer) as n`;
}
