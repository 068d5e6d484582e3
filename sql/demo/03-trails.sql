-- Audit trails, and a table that was written to and deleted from a lot, with autovacuum switched off: bloat to look at.
set session_replication_role = replica;
select setseed(0.71);

create temporary table demo_users as
select row_number() over (order by username) - 1 as n, id, tenant_id from users;

insert into audit_logs (tenant_id, user_id, action, resource_type, resource_id, success, timestamp)
select
	u.tenant_id,
	u.id,
	(array['login', 'call_tool', 'read_resource', 'update_server', 'rotate_key', 'delete_tool'])[1 + floor(pow(random(), 2) * 6)::int],
	(array['session', 'tool', 'resource', 'server', 'api_key'])[1 + floor(random() * 5)::int],
	'res-' || g.n,
	random() > 0.03,
	now() - interval '24 hours' * (1 - g.n / 24000.0)
from generate_series(1, 24000) g (n)
join demo_users u on u.n = g.n % 400;

insert into fastmcp_audit_log (tenant_id, user_id, method, success, duration_ms, timestamp)
select
	u.tenant_id,
	u.id,
	(array['tools/call', 'tools/list', 'resources/read', 'prompts/get'])[1 + g.n % 4],
	random() > 0.02,
	20 + random() * 180,
	now() - interval '24 hours' * (1 - g.n / 12000.0)
from generate_series(1, 12000) g (n)
join demo_users u on u.n = g.n % 400;
drop table demo_users;

alter table server_metrics set (autovacuum_enabled = off);
insert into server_metrics (server_id, recorded_at, avg_response_time, success_rate, active_connections, request_count, error_count)
select s.id, now() - n * interval '45 seconds', s.avg_response_time * (0.8 + random() * 0.4), s.success_rate,
	(random() * 20)::int, (random() * 400)::int, (random() * 4)::int
from mcp_servers s
cross join generate_series(1, 1500) n;
delete from server_metrics where recorded_at < now() - interval '6 hours';
