-- Servers of the registry with their circuit breakers, worst first.
-- Since: 13. Needs: SELECT on mcp_servers, tenants and circuit_breakers. Cost: the servers; at most 1,000 rows.
-- Columns are cast, since the tables may be another tool's; columns that only the pack has are looked up by name.
select
	s.id::text as "id",
	s.name::text as "name",
	t.name::text as "tenant",
	s.endpoint_url::text as "endpoint",
	s.transport_type::text as "transport",
	s.health_status::text as "status",
	s.last_health_check as "lastCheck",
	s.avg_response_time::float8 as "averageResponseMs",
	s.success_rate::float8 as "successRate",
	(to_jsonb(s) ->> 'active_connections')::int as "activeConnections",
	coalesce(b.breakers, '[]') as "breakers"
from mcp_servers s
left join tenants t on t.id::text = s.tenant_id::text
left join (
	select
		c.server_id::text as server_id,
		jsonb_agg(
			jsonb_build_object(
				'service', c.service_name,
				'state', c.state,
				'failures', to_jsonb(c) -> 'failure_count',
				'threshold', to_jsonb(c) -> 'failure_threshold'
			) order by c.service_name
		) as breakers
	from circuit_breakers c
	group by c.server_id
) b on b.server_id = s.id::text
order by
	array_position(array['unhealthy', 'degraded', 'unknown', 'maintenance', 'healthy'], lower(s.health_status::text)),
	s.name
limit 1000
