-- A day of requests: 330,000 with a daily rhythm and a long tail of latency; an incident that began an hour ago, when the
-- payment servers stalled, was worst half an hour ago, and is over for a quarter of one: whoever opens the demo has half
-- an hour to find it in the window of an hour. The statement with $1 and $2 is run for one part of the numbers after the
-- other.
set session_replication_role = replica;
set work_mem = '64MB';
select setseed(0.17);

create temporary table demo_users as
select row_number() over (order by username) as n, id, tenant_id from users;
create unique index on demo_users (n);
create temporary table demo_servers as
select
	row_number() over (order by name) as n,
	id,
	name like 'payments%' as payments,
	case health_status when 'degraded' then 2.4 when 'unhealthy' then 5 else 1 end as slowness,
	case health_status when 'degraded' then 0.02 when 'unhealthy' then 0.12 else 0.003 end as failing
from mcp_servers;
create unique index on demo_servers (n);

-- Its two keys are left out while it is filled, and built after it in one go: a third of the time.
do $$
begin
	-- By month its keys have the time in them, and it keeps them.
	if (select relkind from pg_class where oid = 'request_logs'::regclass) = 'r' then
		alter table request_logs
			drop constraint registry_request_logs_pkey,
			drop constraint request_logs_request_id_unique;
	end if;
end
$$;

insert into request_logs (
	request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, client_ip, request_time
)
select
	'req-' || r.n,
	u.tenant_id,
	u.id,
	(array['POST', 'POST', 'GET', 'GET', 'DELETE'])[1 + r.n % 5],
	(array['/v1/tools/call', '/v1/tools/list', '/v1/resources/read', '/v1/search', '/v1/prompts/get', '/v1/sessions',
		'/v1/files/upload', '/v1/reports/export', '/v1/admin/usage', '/health'])[path],
	s.id,
	case
		when random() < s.failing + incident * 0.16 then (array[500, 502, 503, 504, 429])[1 + (random() * 4)::int]
		when random() < 0.004 then 404
		else 200
	end,
	-- Log-normal: most are quick, a few take very long. What is slow by nature is so by its path.
	round((
		(array[42, 12, 30, 65, 15, 18, 160, 420, 90, 3])[path]
		* s.slowness
		* (1 + incident * case when s.payments then 14 else 2.5 end)
		* exp(0.55 * sqrt(-2 * ln(greatest(random(), 1e-9))) * cos(6.2831853 * random()))
	)::numeric, 2),
	('10.' || (r.n % 4) || '.' || (r.n % 200) || '.' || (1 + r.n % 250))::inet,
	r.at
from (
	select
		n,
		now() - interval '24 hours' * (1 - (n / 330000.0 + 0.05 * sin(6.2831853 * n / 330000.0))) as at,
		1 + floor(pow(random(), 2.2) * 10)::int as path,
		1 + floor(pow(random(), 1.6) * 400)::int as user_number,
		1 + floor(random() * 40)::int as server_number
	from generate_series($1::int, $2::int) n
	order by n
) r
join demo_users u on u.n = r.user_number
join demo_servers s on s.n = r.server_number
cross join lateral (
	select greatest(0, least((60 - age) / 28, (age - 16) / 16)) as incident
	from (select extract(epoch from now() - r.at) / 60 as age) a
) i;

drop table demo_users, demo_servers;

do $$
begin
	if (select relkind from pg_class where oid = 'request_logs'::regclass) = 'r' then
		alter table request_logs
			add constraint registry_request_logs_pkey primary key (id),
			add constraint request_logs_request_id_unique unique (request_id);
	end if;
end
$$;
