-- Indexes of the tables in schema mcp that are not partitioned. Built as those in 20260101000300_essential_indexes.sql:
-- CONCURRENTLY, one statement at a time, so that a failed run is run again.
-- registry.md names the INCLUDE columns of the first: what a call needs of a tool is then in the index itself.

-- migrate:up transaction:false
create index concurrently if not exists idx_tool_configurations_lookup
	on mcp.tool_configurations (tenant_id, name, is_active) include (base_url, auth_config) where is_active;
create index concurrently if not exists idx_tool_configurations_tenant_active
	on mcp.tool_configurations (tenant_id, is_active) where is_active;
create index concurrently if not exists idx_tool_configurations_health_check
	on mcp.tool_configurations (last_health_check) where is_active and last_health_check is not null;
create index concurrently if not exists idx_tool_configurations_type
	on mcp.tool_configurations (type, tenant_id) where is_active;
-- jsonb_path_ops serves @> alone, and is smaller for it; the other asks for types of authentication.
create index concurrently if not exists idx_tool_configurations_endpoints
	on mcp.tool_configurations using gin (discovered_endpoints jsonb_path_ops);
create index concurrently if not exists idx_tool_configurations_auth
	on mcp.tool_configurations using gin ((auth_config -> 'type'));
create index concurrently if not exists idx_tool_discovery_sessions_tool_id
	on mcp.tool_discovery_sessions (tool_id);

-- migrate:down transaction:false
drop index concurrently if exists mcp.idx_tool_discovery_sessions_tool_id;
drop index concurrently if exists mcp.idx_tool_configurations_auth;
drop index concurrently if exists mcp.idx_tool_configurations_endpoints;
drop index concurrently if exists mcp.idx_tool_configurations_type;
drop index concurrently if exists mcp.idx_tool_configurations_health_check;
drop index concurrently if exists mcp.idx_tool_configurations_tenant_active;
drop index concurrently if exists mcp.idx_tool_configurations_lookup;
