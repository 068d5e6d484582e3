-- The 33 essential indexes of the registry; the plain ones that its foreign keys need; and one for time alone.
--
-- CONCURRENTLY: a registry that already serves requests goes on writing while they are built. That can't be done inside
-- a transaction, so each statement stands alone, and a run that failed half-way is run again: what is there is passed
-- over. Beware that IF NOT EXISTS also passes over the INVALID index that a failed build leaves behind: look for
-- pg_index.indisvalid = false afterwards, drop it and run again.
-- Down drops the indexes of these names, whoever made them: an index can be made again from its table.

-- migrate:up transaction:false

-- mcp_servers: a tenant's servers by state; one by its address; those due for a check; the fast ones. As every partial
-- index here that leaves out NULL, the last asks only for its first column, so that a search by that one can use it.
create index concurrently if not exists idx_mcp_servers_tenant_status
	on mcp_servers (tenant_id, health_status);
create index concurrently if not exists idx_mcp_servers_endpoint_transport
	on mcp_servers (endpoint_url, transport_type);
create index concurrently if not exists idx_mcp_servers_health_check_time
	on mcp_servers (last_health_check) where last_health_check is not null;
create index concurrently if not exists idx_mcp_servers_performance
	on mcp_servers (avg_response_time, success_rate) where avg_response_time is not null;

-- server_tools, server_resources: which servers offer it; which tools are used at all; resources of a kind.
create index concurrently if not exists idx_server_tools_name_server
	on server_tools (name, server_id);
create index concurrently if not exists idx_server_tools_usage_stats
	on server_tools (total_calls, success_count) where total_calls > 0;
create index concurrently if not exists idx_server_resources_uri_server
	on server_resources (uri_template, server_id);
create index concurrently if not exists idx_server_resources_mime_type
	on server_resources (mime_type) where mime_type is not null;

-- server_metrics: the latest of a server; the slow measurements.
create index concurrently if not exists idx_server_metrics_server_time
	on server_metrics (server_id, recorded_at desc);
create index concurrently if not exists idx_server_metrics_performance
	on server_metrics (avg_response_time, success_rate) where avg_response_time is not null;

-- users, sessions: a tenant's users by role; who it is that a provider vouches for; open sessions of a user; the idle.
create index concurrently if not exists idx_users_tenant_role
	on users (tenant_id, role, is_active);
create index concurrently if not exists idx_users_auth_provider
	on users (auth_provider, auth_provider_id) where auth_provider is not null;
create index concurrently if not exists idx_sessions_user_active
	on sessions (user_id, is_active, expires_at);
create index concurrently if not exists idx_sessions_activity_time
	on sessions (last_activity desc) where is_active;

-- api_keys, enhanced_api_keys: a tenant's keys; those that expire; those nobody uses; the check of a presented key.
create index concurrently if not exists idx_api_keys_tenant_active
	on api_keys (tenant_id, is_active);
create index concurrently if not exists idx_api_keys_expiration
	on api_keys (expires_at) where is_active;
create index concurrently if not exists idx_api_keys_usage
	on api_keys (last_used_at, usage_count) where is_active;
create index concurrently if not exists idx_enhanced_api_keys_active_hash
	on enhanced_api_keys (key_hash) where is_active and not is_locked;

-- audit_logs: a tenant's trail, newest first; an action over all tenants; failures of a user.
create index concurrently if not exists idx_audit_logs_tenant_time
	on audit_logs (tenant_id, timestamp desc);
create index concurrently if not exists idx_audit_logs_action_resource
	on audit_logs (action, resource_type);
create index concurrently if not exists idx_audit_logs_user_success
	on audit_logs (user_id, success) where user_id is not null;

-- request_logs: a tenant's requests, newest first; how a server did; what an address asked for.
create index concurrently if not exists idx_request_logs_tenant_time
	on request_logs (tenant_id, request_time desc);
create index concurrently if not exists idx_request_logs_server_performance
	on request_logs (target_server_id, duration_ms, status_code) where target_server_id is not null;
create index concurrently if not exists idx_request_logs_ip_path
	on request_logs (client_ip, path) where client_ip is not null;

-- fastmcp_audit_log: a user's calls, newest first; failures of a method; slow calls of a tenant.
create index concurrently if not exists idx_fastmcp_audit_user_time
	on fastmcp_audit_log (user_id, timestamp desc);
create index concurrently if not exists idx_fastmcp_audit_method_success
	on fastmcp_audit_log (method, success);
create index concurrently if not exists idx_fastmcp_audit_tenant_performance
	on fastmcp_audit_log (tenant_id, duration_ms) where tenant_id is not null;

-- routing_rules, system_configs: the rules of a tenant in their order; the settings of a category.
create index concurrently if not exists idx_routing_rules_tenant_active
	on routing_rules (tenant_id, is_active, priority);
create index concurrently if not exists idx_system_configs_category_tenant
	on system_configs (category, tenant_id);

-- circuit_breakers, request_queues, server_access_control, performance_alerts: each asked at every request, or by a
-- screen that shows only what is open.
create index concurrently if not exists idx_circuit_breakers_server_state
	on circuit_breakers (server_id, state);
create index concurrently if not exists idx_request_queues_dispatch
	on request_queues (server_id, status, priority);
create index concurrently if not exists idx_server_access_control_lookup
	on server_access_control (server_id, user_id, tenant_id);
create index concurrently if not exists idx_performance_alerts_open
	on performance_alerts (severity, created_at desc) where resolved_at is null;

-- Beside the 38: foreign keys whose column leads none of the indexes above. Without these, deleting one tenant, user or
-- server reads each of the tables from end to end.
create index concurrently if not exists idx_api_keys_user_id on api_keys (user_id);
create index concurrently if not exists idx_server_tools_server_id on server_tools (server_id);
create index concurrently if not exists idx_server_resources_server_id on server_resources (server_id);
create index concurrently if not exists idx_system_configs_tenant_id on system_configs (tenant_id);
create index concurrently if not exists idx_request_logs_user_id on request_logs (user_id);
create index concurrently if not exists idx_enhanced_api_keys_tenant_id on enhanced_api_keys (tenant_id);
create index concurrently if not exists idx_enhanced_api_keys_user_id on enhanced_api_keys (user_id);
create index concurrently if not exists idx_server_access_control_user_id on server_access_control (user_id);
create index concurrently if not exists idx_server_access_control_tenant_id on server_access_control (tenant_id);
create index concurrently if not exists idx_performance_alerts_server_id on performance_alerts (server_id);

-- Beside the 38: the last hours over all tenants, as get_request_performance_summary asks for them, lead none of the
-- others. (PostgreSQL 18 can skip through idx_request_logs_tenant_time instead, one tenant after the other, which is
-- slower and which it gives up when tenants are many.) Requests arrive in order of time, so a summary of each 32 pages is
-- enough: one hour of ten million rows took 12 ms through it. New pages are summarized by autovacuum, and until then read
-- whole.
create index concurrently if not exists idx_request_logs_time_brin
	on request_logs using brin (request_time) with (pages_per_range = 32, autosummarize = on);

-- migrate:down transaction:false
drop index concurrently if exists idx_request_logs_time_brin;
drop index concurrently if exists idx_performance_alerts_server_id;
drop index concurrently if exists idx_server_access_control_tenant_id;
drop index concurrently if exists idx_server_access_control_user_id;
drop index concurrently if exists idx_enhanced_api_keys_user_id;
drop index concurrently if exists idx_enhanced_api_keys_tenant_id;
drop index concurrently if exists idx_request_logs_user_id;
drop index concurrently if exists idx_system_configs_tenant_id;
drop index concurrently if exists idx_server_resources_server_id;
drop index concurrently if exists idx_server_tools_server_id;
drop index concurrently if exists idx_api_keys_user_id;
drop index concurrently if exists idx_performance_alerts_open;
drop index concurrently if exists idx_server_access_control_lookup;
drop index concurrently if exists idx_request_queues_dispatch;
drop index concurrently if exists idx_circuit_breakers_server_state;
drop index concurrently if exists idx_system_configs_category_tenant;
drop index concurrently if exists idx_routing_rules_tenant_active;
drop index concurrently if exists idx_fastmcp_audit_tenant_performance;
drop index concurrently if exists idx_fastmcp_audit_method_success;
drop index concurrently if exists idx_fastmcp_audit_user_time;
drop index concurrently if exists idx_request_logs_ip_path;
drop index concurrently if exists idx_request_logs_server_performance;
drop index concurrently if exists idx_request_logs_tenant_time;
drop index concurrently if exists idx_audit_logs_user_success;
drop index concurrently if exists idx_audit_logs_action_resource;
drop index concurrently if exists idx_audit_logs_tenant_time;
drop index concurrently if exists idx_enhanced_api_keys_active_hash;
drop index concurrently if exists idx_api_keys_usage;
drop index concurrently if exists idx_api_keys_expiration;
drop index concurrently if exists idx_api_keys_tenant_active;
drop index concurrently if exists idx_sessions_activity_time;
drop index concurrently if exists idx_sessions_user_active;
drop index concurrently if exists idx_users_auth_provider;
drop index concurrently if exists idx_users_tenant_role;
drop index concurrently if exists idx_server_metrics_performance;
drop index concurrently if exists idx_server_metrics_server_time;
drop index concurrently if exists idx_server_resources_mime_type;
drop index concurrently if exists idx_server_resources_uri_server;
drop index concurrently if exists idx_server_tools_usage_stats;
drop index concurrently if exists idx_server_tools_name_server;
drop index concurrently if exists idx_mcp_servers_performance;
drop index concurrently if exists idx_mcp_servers_health_check_time;
drop index concurrently if exists idx_mcp_servers_endpoint_transport;
drop index concurrently if exists idx_mcp_servers_tenant_status;
