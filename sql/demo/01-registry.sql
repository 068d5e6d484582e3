-- Five tenants, their users, forty servers in mixed health with tools, resources and breakers.
-- Made-up data, the same at every start (setseed), but for the times.
set session_replication_role = replica;
select setseed(0.42);

-- Stays until all rows are there, those of the next files as well: who is interrupted leaves it to be seen.
insert into system_configs (category, key, value) values ('pgdeck', 'sample data unfinished', 'true');

insert into tenants (name, settings)
select name, jsonb_build_object('plan', plan)
from (values
	('Northwind Logistics', 'enterprise'),
	('Helios Energy', 'enterprise'),
	('Blue Harbor Bank', 'business'),
	('Kestrel Robotics', 'business'),
	('Tiny Teahouse', 'starter')
) as t (name, plan);

insert into users (tenant_id, username, email, role, auth_provider, auth_provider_id)
select
	t.id,
	'user' || n,
	'user' || n || '@example.com',
	(array['user', 'user', 'user', 'viewer', 'operator', 'admin'])[1 + n % 6],
	case when n % 3 = 0 then 'github' when n % 3 = 1 then 'azure' end,
	case when n % 3 < 2 then 'ext-' || n end
from generate_series(1, 400) n
join lateral (
	-- The larger tenants have more of them.
	select id from tenants order by name offset (array[0, 0, 0, 1, 1, 1, 2, 2, 3, 4])[1 + n % 10] limit 1
) t on true;

insert into mcp_servers (
	tenant_id, name, endpoint_url, transport_type, capabilities,
	health_status, last_health_check, avg_response_time, success_rate, active_connections
)
select
	t.id,
	kind || '-' || n,
	'https://' || kind || '-' || n || '.mcp.example.com/v1',
	(array['http', 'http', 'streamable_http', 'sse', 'websocket'])[1 + n % 5]::registry_transport_type,
	'{"tools": true, "resources": true}',
	health::registry_health_status,
	now() - random() * interval '90 seconds',
	case health when 'healthy' then 40 + random() * 90 when 'degraded' then 240 + random() * 260
		when 'unhealthy' then 900 + random() * 1500 end,
	case health when 'healthy' then 99 + random() when 'degraded' then 94 + random() * 3
		when 'unhealthy' then 60 + random() * 25 end,
	(random() * 30)::int
from generate_series(1, 40) n
cross join lateral (
	select
		(array['files', 'search', 'payments', 'calendar', 'tickets', 'mail', 'metrics', 'maps'])[1 + n % 8] as kind,
		case
			when n in (3, 12, 26) then 'unhealthy'
			when n in (5, 9, 19, 22, 30, 37) then 'degraded'
			when n = 33 then 'maintenance'
			when n = 40 then 'unknown'
			else 'healthy'
		end as health
) made
join lateral (select id from tenants order by name offset n % 5 limit 1) t on true;

insert into circuit_breakers (server_id, service_name, state, failure_count, success_count, opened_at, last_failure_at)
select
	s.id,
	'upstream',
	case s.health_status when 'unhealthy' then 'open' when 'degraded' then
		case when row_number() over (partition by s.health_status order by s.name) <= 2 then 'half_open' else 'closed' end
		else 'closed' end::registry_breaker_state,
	case s.health_status when 'unhealthy' then 7 when 'degraded' then 3 else 0 end,
	case s.health_status when 'unhealthy' then 0 else 12 end,
	case s.health_status when 'unhealthy' then now() - interval '11 minutes' end,
	case when s.health_status in ('unhealthy', 'degraded') then now() - interval '40 seconds' end
from mcp_servers s
where s.health_status <> 'unknown';

insert into server_tools (server_id, name, description, total_calls, success_count, error_count, avg_execution_time)
select
	s.id,
	(array['list_files', 'read_file', 'search', 'create_ticket', 'send_mail', 'find_route', 'query_metrics',
		'charge_card', 'book_room', 'summarize'])[1 + n % 10],
	'Made-up tool ' || n,
	calls,
	calls - (calls * 0.01)::bigint,
	(calls * 0.01)::bigint,
	20 + random() * 200
from mcp_servers s
cross join generate_series(1, 8) n
cross join lateral (select case when n % 4 = 0 then 0 else (random() * 20000)::bigint end as calls) c;

insert into server_resources (server_id, uri_template, mime_type)
select s.id, 'res://' || s.name || '/{id}/' || n, (array['application/json', 'text/plain', null])[1 + n % 3]
from mcp_servers s
cross join generate_series(1, 5) n;

insert into sessions (user_id, is_active, expires_at, last_activity)
select u.id, n % 3 > 0, now() + random() * interval '8 hours', now() - random() * interval '3 hours'
from users u
cross join generate_series(1, 6) n;

insert into api_keys (tenant_id, user_id, name, key_hash, expires_at, last_used_at, usage_count)
select u.tenant_id, u.id, 'key of ' || u.username, md5(u.username), now() + random() * interval '90 days',
	now() - random() * interval '5 days', (random() * 5000)::bigint
from users u
where u.tenant_id is not null;

insert into enhanced_api_keys (tenant_id, user_id, name, key_hash, salt, scopes, failed_attempts, is_locked)
select u.tenant_id, u.id, 'enhanced', md5('enhanced' || u.username), md5(u.email), '["read", "call"]',
	(random() * 3)::int, random() < 0.02
from users u;

insert into routing_rules (tenant_id, name, conditions, target_servers, priority)
select t.id, 'rule ' || n, '{"path": "/v1/*"}', '[]', n * 10
from tenants t
cross join generate_series(1, 6) n;

insert into system_configs (tenant_id, category, key, value)
select t.id, (array['limits', 'routing', 'features'])[1 + n % 3], 'key' || n, to_jsonb(n)
from tenants t
cross join generate_series(1, 12) n;

insert into server_access_control (server_id, tenant_id, can_write)
select s.id, t.id, random() < 0.3
from mcp_servers s
cross join tenants t;

insert into connection_pools (pool_name, size, in_use, waiting)
values ('read', 15, 6, 0), ('write', 10, 9, 2), ('analytics', 5, 1, 0);

insert into performance_alerts (server_id, alert_type, severity, message, metric_value, threshold_value)
select s.id, 'response_time', 'critical', s.name || ' answers slowly', s.avg_response_time, 500
from mcp_servers s
where s.health_status = 'unhealthy';
