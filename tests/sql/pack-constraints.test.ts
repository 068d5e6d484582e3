import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {insert, insertOwners, outcome} from '../helpers/pack-rows.ts';

/** Values that each check constraint rejects: [constraint, table, column, value]. */
const refused: ReadonlyArray<readonly [string, string, string, string]> = [
	['tenants_status_known', 'tenants', 'status', "'Active'"],
	['tenants_settings_object', 'tenants', 'settings', "'[]'"],
	['users_role_known', 'users', 'role', "'root'"],
	['api_keys_usage_count_counts', 'api_keys', 'usage_count', '-1'],
	['mcp_servers_capabilities_object', 'mcp_servers', 'capabilities', "'1'"],
	['mcp_servers_avg_response_time_finite', 'mcp_servers', 'avg_response_time', '-0.1'],
	['mcp_servers_avg_response_time_finite', 'mcp_servers', 'avg_response_time', "'NaN'"],
	['mcp_servers_success_rate_percent', 'mcp_servers', 'success_rate', '100.1'],
	['mcp_servers_success_rate_percent', 'mcp_servers', 'success_rate', '-0.1'],
	['mcp_servers_active_connections_counts', 'mcp_servers', 'active_connections', '-1'],
	['server_tools_tool_schema_object', 'server_tools', 'tool_schema', "'[]'"],
	['server_tools_avg_execution_time_finite', 'server_tools', 'avg_execution_time', "'infinity'"],
	['server_tools_counts', 'server_tools', 'total_calls', '-1'],
	['server_tools_counts', 'server_tools', 'success_count', '-1'],
	['server_tools_counts', 'server_tools', 'error_count', '-1'],
	['server_metrics_avg_response_time_finite', 'server_metrics', 'avg_response_time', '-1'],
	['server_metrics_success_rate_percent', 'server_metrics', 'success_rate', "'NaN'"],
	['server_metrics_counts', 'server_metrics', 'active_connections', '-1'],
	['server_metrics_counts', 'server_metrics', 'request_count', '-1'],
	['server_metrics_counts', 'server_metrics', 'error_count', '-1'],
	['routing_rules_conditions_object', 'routing_rules', 'conditions', "'[]'"],
	['routing_rules_target_servers_array', 'routing_rules', 'target_servers', "'{}'"],
	['audit_logs_details_object', 'audit_logs', 'details', `'"text"'`],
	['request_logs_status_code_http', 'request_logs', 'status_code', '99'],
	['request_logs_status_code_http', 'request_logs', 'status_code', '600'],
	['request_logs_duration_ms_finite', 'request_logs', 'duration_ms', '-1'],
	['request_logs_duration_ms_finite', 'request_logs', 'duration_ms', "'NaN'"],
	['request_logs_duration_ms_finite', 'request_logs', 'duration_ms', "'infinity'"],
	['fastmcp_audit_log_duration_ms_finite', 'fastmcp_audit_log', 'duration_ms', '-1'],
	['circuit_breakers_counts', 'circuit_breakers', 'failure_count', '-1'],
	['circuit_breakers_counts', 'circuit_breakers', 'success_count', '-1'],
	['circuit_breakers_limits', 'circuit_breakers', 'failure_threshold', '0'],
	['circuit_breakers_limits', 'circuit_breakers', 'success_threshold', '0'],
	['circuit_breakers_limits', 'circuit_breakers', 'timeout_ms', '0'],
	['connection_pools_counts', 'connection_pools', 'size', '-1'],
	['connection_pools_counts', 'connection_pools', 'in_use', '-1'],
	['connection_pools_counts', 'connection_pools', 'waiting', '-1'],
	['request_queues_status_known', 'request_queues', 'status', "'PENDING'"],
	['request_queues_attempts_counts', 'request_queues', 'attempts', '-1'],
	['enhanced_api_keys_failed_attempts_counts', 'enhanced_api_keys', 'failed_attempts', '-1'],
	['enhanced_api_keys_rate_limits', 'enhanced_api_keys', 'rate_limit_per_hour', '0'],
	['enhanced_api_keys_rate_limits', 'enhanced_api_keys', 'rate_limit_per_day', '0'],
	['enhanced_api_keys_lists', 'enhanced_api_keys', 'scopes', "'{}'"],
	['enhanced_api_keys_lists', 'enhanced_api_keys', 'allowed_servers', "'{}'"],
	['enhanced_api_keys_lists', 'enhanced_api_keys', 'ip_whitelist', "'{}'"],
	['server_access_control_allowed_days_known', 'server_access_control', 'allowed_days', "'[7]'"],
	['server_access_control_allowed_days_known', 'server_access_control', 'allowed_days', "'1'"],
	['server_access_control_allowed_hours_known', 'server_access_control', 'allowed_hours', "'[23, 24]'"],
	['server_access_control_lists', 'server_access_control', 'allowed_methods', "'{}'"],
	['server_access_control_lists', 'server_access_control', 'denied_methods', "'{}'"],
	['data_retention_policies_retention_days_positive', 'data_retention_policies', 'retention_days', '0'],
	['data_retention_policies_action_known', 'data_retention_policies', 'action', "'keep'"],
	['materialized_views_refresh_interval_positive', 'materialized_views', 'refresh_interval', "'0'"],
	['materialized_views_last_duration_ms_finite', 'materialized_views', 'last_duration_ms', '-1'],
	['performance_alerts_severity_known', 'performance_alerts', 'severity', "'CRITICAL'"],
];

/** Unique constraints: [constraint, table]. */
const unique: ReadonlyArray<readonly [string, string]> = [
	['users_username_unique', 'users'],
	['api_keys_key_hash_unique', 'api_keys'],
	['circuit_breakers_service_unique', 'circuit_breakers'],
	['connection_pools_pool_name_unique', 'connection_pools'],
	['enhanced_api_keys_key_hash_unique', 'enhanced_api_keys'],
	['data_retention_policies_table_name_unique', 'data_retention_policies'],
	['materialized_views_view_name_unique', 'materialized_views'],
];

describe.each(versions)('the constraints of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await packUp(sql);
		await insertOwners(sql);
	});

	it.each(refused)('%s: %s.%s = %s', async (constraint, table, column, value) => {
		expect(await outcome(sql, insert(table, {[column]: value}))).toBe(constraint);
	});

	it.each(unique)('%s', async (constraint, table) => {
		expect(await outcome(sql, insert(table), insert(table))).toBe(constraint);
	});

	it('users_email_unique', async () => {
		expect(await outcome(sql, insert('users'), insert('users', {username: "'other'"}))).toBe(
			'users_email_unique',
		);
	});

	it('request_logs_request_id_unique, by month: includes the time, and has the name of the month', async () => {
		expect(await outcome(sql, insert('request_logs'), insert('request_logs'))).toMatch(
			/^request_logs_\d{4}_\d\d_request_id_request_time_key$/,
		);
		const later = insert('request_logs', {request_time: "now() + interval '1 second'"});
		expect(await outcome(sql, insert('request_logs'), later)).toMatchObject({request_id: 'r'});
	});

	it('are all covered by this test', async () => {
		const rows = await sql<{name: string}[]>`
			select conname::text as name from pg_constraint
			where contype in ('c', 'u') and connamespace = 'public'::regnamespace
				and not (select relispartition from pg_class where pg_class.oid = conrelid) order by conname collate "C"`;
		const tested = new Set(
			[...refused, ...unique]
				.map(([name]) => name)
				.concat('users_email_unique', 'request_logs_request_id_unique'),
		);
		expect(rows.map(({name}) => name)).toEqual([...tested].sort());
	});

	it.each([
		['mcp_servers', 'health_status', "'HEALTHY'", 'registry_health_status'],
		['mcp_servers', 'transport_type', "'pigeon'", 'registry_transport_type'],
		['circuit_breakers', 'state', "'OPEN'", 'registry_breaker_state'],
	])('%s.%s is not %s', async (table, column, value, type) => {
		expect(await outcome(sql, insert(table, {[column]: value}))).toContain(
			`invalid input value for enum ${type}`,
		);
	});

	it.each([500, 501])('accept an endpoint_url of %d characters', async length => {
		const result = await outcome(sql, insert('mcp_servers', {endpoint_url: `repeat('x', ${length})`}));
		expect(result).toEqual(
			length > 500 ? 'value too long for type character varying(500)' : expect.any(Object),
		);
	});
});
