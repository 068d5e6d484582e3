-- The five composite indexes, each made for one question with several conditions.
-- As in 20260101000300_essential_indexes.sql they are built while the registry goes on writing, and a build that failed
-- leaves an INVALID index behind, which IF NOT EXISTS passes over.

-- migrate:up transaction:false

-- Which servers can take a call, the fastest first.
create index concurrently if not exists idx_servers_discovery_composite
	on mcp_servers (health_status, transport_type, avg_response_time)
	where health_status in ('healthy', 'degraded');

-- Which servers offer a tool, and how well it works there.
create index concurrently if not exists idx_tools_discovery_performance
	on server_tools (name, success_count, avg_execution_time, server_id)
	where total_calls > 0;

-- Where requests like this one went, and how long they took.
create index concurrently if not exists idx_request_routing_composite
	on request_logs (path, method, target_server_id, duration_ms, request_time desc)
	where status_code < 400;

-- What a user did to what kind of thing.
create index concurrently if not exists idx_security_access_composite
	on audit_logs (user_id, action, resource_type, success, timestamp desc);

-- A tenant's requests by day and outcome. The day is that of UTC, as it has to be said: request_time::date depends on the
-- time zone of whoever asks, and an index takes only what is the same for everyone.
create index concurrently if not exists idx_tenant_utilization_composite
	on request_logs (tenant_id, ((request_time at time zone 'UTC')::date), status_code);

-- migrate:down transaction:false
drop index concurrently if exists idx_tenant_utilization_composite;
drop index concurrently if exists idx_security_access_composite;
drop index concurrently if exists idx_request_routing_composite;
drop index concurrently if exists idx_tools_discovery_performance;
drop index concurrently if exists idx_servers_discovery_composite;
