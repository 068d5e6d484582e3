-- Three summaries. Each gives one row, also over empty tables: zeros for counts, NULL for what has no value then.
--
-- A request succeeded when its status_code is below 400 and failed when it is 400 or above. One without a status_code got
-- no answer (yet): it counts among all requests and in neither of the two.
-- Casts let them work as well on tables that another tool made: health states as an enum or as text and in either case,
-- times of any number type, keys of any type. Columns are qualified, because an output column of the same name would
-- otherwise be meant or make the name ambiguous.

-- migrate:up
create or replace function get_server_health_summary()
returns table (
	total_servers bigint,
	healthy_servers bigint,
	unhealthy_servers bigint,
	degraded_servers bigint,
	avg_response_time numeric
)
language sql stable
as $$
	select
		count(*),
		count(*) filter (where lower(server.health_status::text) = 'healthy'),
		-- Not 'unknown' and not 'maintenance': nobody saw those fail.
		count(*) filter (where lower(server.health_status::text) = 'unhealthy'),
		count(*) filter (where lower(server.health_status::text) = 'degraded'),
		-- round(double precision, integer) does not exist.
		round(avg(server.avg_response_time)::numeric, 2)
	from mcp_servers as server
$$;

create or replace function get_request_performance_summary(p_hours integer default 24)
returns table (
	total_requests bigint,
	successful_requests bigint,
	error_requests bigint,
	avg_duration_ms numeric,
	p95_duration_ms numeric
)
language sql stable
as $$
	select
		count(*),
		count(*) filter (where log.status_code < 400),
		count(*) filter (where log.status_code >= 400),
		round(avg(log.duration_ms)::numeric, 2),
		-- A duration that some request really had; percentile_cont would make one up between two.
		round((percentile_disc(0.95) within group (order by log.duration_ms))::numeric, 2)
	from request_logs as log
	where log.request_time >= now() - make_interval(hours => p_hours)
$$;

-- In PL/pgSQL for the sake of %type: p_tenant_id is brought to the type of the column. A cast of the column to text
-- instead would pass over idx_request_logs_tenant_time.
create or replace function get_tenant_usage_summary(p_tenant_id text, p_hours integer default 24)
returns table (
	total_requests bigint,
	unique_users bigint,
	avg_duration_ms numeric,
	error_rate numeric
)
language plpgsql stable
as $$
declare
	wanted request_logs.tenant_id%type;
begin
	begin
		wanted := p_tenant_id;
	exception
		when data_exception then
			-- Not a uuid, for example: then no tenant has it, and NULL finds no row.
			wanted := null;
	end;
	return query
		select
			count(*),
			count(distinct log.user_id),
			round(avg(log.duration_ms)::numeric, 2),
			-- nullif: without requests there is no rate, and no division by zero.
			round(100.0 * count(*) filter (where log.status_code >= 400) / nullif(count(*), 0), 2)
		from request_logs as log
		where log.tenant_id = wanted
			and log.request_time >= now() - make_interval(hours => p_hours);
end
$$;

comment on function get_server_health_summary() is
	'Servers by health state, and their average response time in milliseconds.';
comment on function get_request_performance_summary(integer) is
	'Requests of the last hours: all, below status 400, from status 400, average and 95th percentile in milliseconds.';
comment on function get_tenant_usage_summary(text, integer) is
	'A tenant''s requests of the last hours: all, users, average milliseconds, and failures in percent (0 to 100) of all.';

-- migrate:down
drop function if exists get_tenant_usage_summary(text, integer);
drop function if exists get_request_performance_summary(integer);
drop function if exists get_server_health_summary();
