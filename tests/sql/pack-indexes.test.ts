import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

type Definition = readonly [name: string, table: string, columns: string, predicate?: string];

const healthy =
	"health_status = ANY (ARRAY['healthy'::registry_health_status, 'degraded'::registry_health_status])";

/** The 38 of registry.md: 28 named essential, 5 essential that the documents only count, 5 composite. */
const specified: readonly Definition[] = [
	['idx_mcp_servers_tenant_status', 'mcp_servers', 'tenant_id, health_status'],
	['idx_mcp_servers_endpoint_transport', 'mcp_servers', 'endpoint_url, transport_type'],
	['idx_mcp_servers_health_check_time', 'mcp_servers', 'last_health_check', 'last_health_check IS NOT NULL'],
	[
		'idx_mcp_servers_performance',
		'mcp_servers',
		'avg_response_time, success_rate',
		'avg_response_time IS NOT NULL',
	],
	['idx_server_tools_name_server', 'server_tools', 'name, server_id'],
	['idx_server_tools_usage_stats', 'server_tools', 'total_calls, success_count', 'total_calls > 0'],
	['idx_server_resources_uri_server', 'server_resources', 'uri_template, server_id'],
	['idx_server_resources_mime_type', 'server_resources', 'mime_type', 'mime_type IS NOT NULL'],
	['idx_server_metrics_server_time', 'server_metrics', 'server_id, recorded_at desc'],
	[
		'idx_server_metrics_performance',
		'server_metrics',
		'avg_response_time, success_rate',
		'avg_response_time IS NOT NULL',
	],
	['idx_users_tenant_role', 'users', 'tenant_id, role, is_active'],
	['idx_users_auth_provider', 'users', 'auth_provider, auth_provider_id', 'auth_provider IS NOT NULL'],
	['idx_sessions_user_active', 'sessions', 'user_id, is_active, expires_at'],
	['idx_sessions_activity_time', 'sessions', 'last_activity desc', 'is_active'],
	['idx_api_keys_tenant_active', 'api_keys', 'tenant_id, is_active'],
	['idx_api_keys_expiration', 'api_keys', 'expires_at', 'is_active'],
	['idx_api_keys_usage', 'api_keys', 'last_used_at, usage_count', 'is_active'],
	['idx_audit_logs_tenant_time', 'audit_logs', 'tenant_id, "timestamp" desc'],
	['idx_audit_logs_action_resource', 'audit_logs', 'action, resource_type'],
	['idx_audit_logs_user_success', 'audit_logs', 'user_id, success', 'user_id IS NOT NULL'],
	['idx_request_logs_tenant_time', 'request_logs', 'tenant_id, request_time desc'],
	[
		'idx_request_logs_server_performance',
		'request_logs',
		'target_server_id, duration_ms, status_code',
		'target_server_id IS NOT NULL',
	],
	['idx_request_logs_ip_path', 'request_logs', 'client_ip, path', 'client_ip IS NOT NULL'],
	['idx_fastmcp_audit_user_time', 'fastmcp_audit_log', 'user_id, "timestamp" desc'],
	['idx_fastmcp_audit_method_success', 'fastmcp_audit_log', 'method, success'],
	[
		'idx_fastmcp_audit_tenant_performance',
		'fastmcp_audit_log',
		'tenant_id, duration_ms',
		'tenant_id IS NOT NULL',
	],
	['idx_routing_rules_tenant_active', 'routing_rules', 'tenant_id, is_active, priority'],
	['idx_system_configs_category_tenant', 'system_configs', 'category, tenant_id'],

	['idx_enhanced_api_keys_active_hash', 'enhanced_api_keys', 'key_hash', 'is_active AND NOT is_locked'],
	['idx_circuit_breakers_server_state', 'circuit_breakers', 'server_id, state'],
	['idx_request_queues_dispatch', 'request_queues', 'server_id, status, priority'],
	['idx_server_access_control_lookup', 'server_access_control', 'server_id, user_id, tenant_id'],
	['idx_performance_alerts_open', 'performance_alerts', 'severity, created_at desc', 'resolved_at IS NULL'],

	[
		'idx_servers_discovery_composite',
		'mcp_servers',
		'health_status, transport_type, avg_response_time',
		healthy,
	],
	[
		'idx_tools_discovery_performance',
		'server_tools',
		'name, success_count, avg_execution_time, server_id',
		'total_calls > 0',
	],
	[
		'idx_request_routing_composite',
		'request_logs',
		'path, method, target_server_id, duration_ms, request_time desc',
		'status_code < 400',
	],
	[
		'idx_security_access_composite',
		'audit_logs',
		'user_id, action, resource_type, success, "timestamp" desc',
	],
	[
		'idx_tenant_utilization_composite',
		'request_logs',
		"tenant_id, ((request_time AT TIME ZONE 'UTC'::text)::date), status_code",
	],
];

/** Beside the 38: for foreign keys that none of them leads with, and for time over all tenants. */
const beside: readonly Definition[] = [
	['idx_api_keys_user_id', 'api_keys', 'user_id'],
	['idx_server_tools_server_id', 'server_tools', 'server_id'],
	['idx_server_resources_server_id', 'server_resources', 'server_id'],
	['idx_system_configs_tenant_id', 'system_configs', 'tenant_id'],
	['idx_request_logs_user_id', 'request_logs', 'user_id'],
	['idx_enhanced_api_keys_tenant_id', 'enhanced_api_keys', 'tenant_id'],
	['idx_enhanced_api_keys_user_id', 'enhanced_api_keys', 'user_id'],
	['idx_server_access_control_user_id', 'server_access_control', 'user_id'],
	['idx_server_access_control_tenant_id', 'server_access_control', 'tenant_id'],
	['idx_performance_alerts_server_id', 'performance_alerts', 'server_id'],
];

describe.each(versions)('the indexes of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));

	it('are the 38, those for foreign keys and the one on time, and no others', async () => {
		expect(specified).toHaveLength(38);
		const rows = await sql<{name: string; table: string; columns: string; predicate: string | null}[]>`
			select
				indexrelid::regclass::text as name,
				indrelid::regclass::text as table,
				(
					select string_agg(
						pg_get_indexdef(indexrelid, place, true) || case indoption[place - 1]
							when 0 then '' when 3 then ' desc' else ' option ' || indoption[place - 1] end,
						', ' order by place
					) from generate_series(1, indnatts) as place
				) as columns,
				pg_get_expr(indpred, indrelid, true) as predicate
			from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
			where relname like 'idx\_%' and relname <> 'idx_request_logs_time_brin'
				and relnamespace = 'public'::regnamespace
				and amname = 'btree' and not indisunique and indisvalid and indisready and indnkeyatts = indnatts`;
		const found = rows.map(({name, table, columns, predicate}): Definition => {
			// Until 13 PostgreSQL wrote AT TIME ZONE as the function that it is.
			const text = columns.replace(
				"timezone('UTC'::text, request_time)",
				"(request_time AT TIME ZONE 'UTC'::text)",
			);
			return predicate === null ? [name, table, text] : [name, table, text, predicate];
		});
		const byName = ([a]: Definition, [b]: Definition) => a.localeCompare(b);
		expect(found.sort(byName)).toEqual([...specified, ...beside].sort(byName));
	});

	it('include a BRIN index on time', async () => {
		const [row] = await sql`
			select pg_get_indexdef(indexrelid) as definition, indisvalid as valid
			from pg_index where indexrelid = 'idx_request_logs_time_brin'::regclass`;
		expect(row).toEqual({
			definition:
				'CREATE INDEX idx_request_logs_time_brin ON ONLY public.request_logs USING brin (request_time) ' +
				"WITH (pages_per_range='32', autosummarize='on')",
			valid: true,
		});
	});

	it('serve every foreign key', async () => {
		const rows = await sql<{name: string; served: boolean}[]>`
			select conname::text as name, exists (
				select from pg_index
				where indrelid = conrelid and indisvalid
					and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
					-- A search by the key implies this much of a predicate, and no more.
					and (indpred is null or pg_get_expr(indpred, indrelid, true) = (
						select attname || ' IS NOT NULL' from pg_attribute
						where attrelid = conrelid and attnum = conkey[1]
					))
			) as served
			from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`;
		expect(rows.length).toBe(25);
		expect(rows.filter(({served}) => !served)).toEqual([]);
	});

	it('have no duplicates', async () => {
		const rows = await sql`
			select shorter.indexrelid::regclass::text as shorter, longer.indexrelid::regclass::text as longer
			from pg_index as shorter join pg_index as longer
				on longer.indrelid = shorter.indrelid and longer.indexrelid <> shorter.indexrelid
			where not shorter.indisunique and shorter.indrelid::regclass::text !~ '^pg_'
				and longer.indkey::text || ' ' like shorter.indkey::text || ' %'
				and longer.indoption::text || ' ' like shorter.indoption::text || ' %'
				and shorter.indpred is not distinct from longer.indpred
				and shorter.indexprs is null
				and (select relam from pg_class where oid = shorter.indexrelid)
					= (select relam from pg_class where oid = longer.indexrelid)`;
		expect([...rows]).toEqual([]);
	});
});
