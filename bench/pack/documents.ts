/** The time that indexes save by the documents, in percent of a query: the least and most that they promise. */
export const promises = {
	'server discovery': [50, 90],
	'tool discovery': [70, 85],
	'user lookup': [40, 95],
	'key validation': [90, 100],
	'tenant log range': [50, 70],
	'audit range': [60, 95],
	// The documents give no number for this area, only the one for all queries.
	'request routing': [40, 90],
	'upkeep and dashboards': [40, 90],
	'tool execution': [50, 80],
} as const satisfies Record<string, readonly [least: number, most: number]>;

export type Area = keyof typeof promises;

export const areas = Object.keys(promises) as readonly Area[];

/** The indexes that the documents count: 33 essential (five chosen by the pack) and five composite. */
export const the38: readonly string[] = [
	'idx_mcp_servers_tenant_status',
	'idx_mcp_servers_endpoint_transport',
	'idx_mcp_servers_health_check_time',
	'idx_mcp_servers_performance',
	'idx_server_tools_name_server',
	'idx_server_tools_usage_stats',
	'idx_server_resources_uri_server',
	'idx_server_resources_mime_type',
	'idx_server_metrics_server_time',
	'idx_server_metrics_performance',
	'idx_users_tenant_role',
	'idx_users_auth_provider',
	'idx_sessions_user_active',
	'idx_sessions_activity_time',
	'idx_api_keys_tenant_active',
	'idx_api_keys_expiration',
	'idx_api_keys_usage',
	'idx_audit_logs_tenant_time',
	'idx_audit_logs_action_resource',
	'idx_audit_logs_user_success',
	'idx_request_logs_tenant_time',
	'idx_request_logs_server_performance',
	'idx_request_logs_ip_path',
	'idx_fastmcp_audit_user_time',
	'idx_fastmcp_audit_method_success',
	'idx_fastmcp_audit_tenant_performance',
	'idx_routing_rules_tenant_active',
	'idx_system_configs_category_tenant',
	'idx_enhanced_api_keys_active_hash',
	'idx_circuit_breakers_server_state',
	'idx_request_queues_dispatch',
	'idx_server_access_control_lookup',
	'idx_performance_alerts_open',
	'idx_servers_discovery_composite',
	'idx_tools_discovery_performance',
	'idx_request_routing_composite',
	'idx_security_access_composite',
	'idx_tenant_utilization_composite',
];
