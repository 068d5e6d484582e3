-- The planner's statistics of all tables of the pack, as the last step of what makes it: until autovacuum comes by, which
-- it never does for a table that nobody writes to, the planner guesses. The two files after this one, which put logs by
-- month, gather those of what they make themselves.
-- Outside a transaction, each table is a transaction of its own: locks against other upkeep are held for one at a time.

-- migrate:up transaction:false
analyze tenants, users, sessions, api_keys, mcp_servers, server_tools, server_resources, server_metrics, routing_rules,
	system_configs, audit_logs, request_logs, fastmcp_audit_log, circuit_breakers, connection_pools, request_queues,
	enhanced_api_keys, server_access_control, data_retention_policies, materialized_views, performance_alerts,
	mcp.tool_configurations, mcp.tool_discovery_sessions, mcp.tool_executions, mcp.query_metrics, mcp.audit_log,
	mcp.tool_execution_stats;

do $$
-- locks: SHARE UPDATE EXCLUSIVE on mcp.tool_executions_archive, the partitions of mcp.tool_executions_archive
begin
	-- Only beside the pack's own tool_executions.
	if to_regclass('mcp.tool_executions_archive') is not null then
		analyze mcp.tool_executions_archive;
	end if;
end
$$;

-- migrate:down
-- What was learned of rows hurts nobody.
select 1;
