-- Calls of each tool by action and hour, worked out in advance, and the function that brings them up to date.
--
-- An hour is one of UTC (date_trunc with a zone, from 12 on): where zones differ by half hours it would otherwise be cut
-- elsewhere for each session that refreshes. Percentiles are durations that some call really had, as in
-- get_request_performance_summary; the document's percentile_cont makes one up between two.

-- migrate:up
create materialized view if not exists mcp.tool_execution_stats as
select
	execution.tool_id,
	execution.action,
	date_trunc('hour', execution.executed_at, 'UTC') as hour,
	count(*) as execution_count,
	round(avg(execution.duration_ms), 2) as avg_duration_ms,
	percentile_disc(0.95) within group (order by execution.duration_ms) as p95_duration_ms,
	percentile_disc(0.99) within group (order by execution.duration_ms) as p99_duration_ms,
	count(*) filter (where execution.status = 'failed') as failure_count
from mcp.tool_executions as execution
group by 1, 2, 3;

-- REFRESH … CONCURRENTLY wants a unique index of plain columns over all rows, to tell which row became which.
create unique index if not exists idx_tool_execution_stats_unique
	on mcp.tool_execution_stats (tool_id, action, hour);

-- SECURITY DEFINER: only its owner may refresh a materialized view (until MAINTAIN in 17).
create or replace function mcp.refresh_tool_stats()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
	began constant timestamptz := clock_timestamp();
begin
	if (select relispopulated from pg_class where oid = 'mcp.tool_execution_stats'::regclass) then
		-- Everybody may read it meanwhile; only a second refresh waits.
		refresh materialized view concurrently mcp.tool_execution_stats;
	else
		-- After WITH NO DATA, as pg_restore leaves it, there is nothing yet that anybody could read.
		refresh materialized view mcp.tool_execution_stats;
	end if;
	-- The registry's own list of refreshes, where the pack made it.
	if to_regclass('public.registry_materialized_views_pkey') is not null then
		insert into public.materialized_views as known (view_name, last_refreshed_at, last_duration_ms)
		values (
			'mcp.tool_execution_stats', clock_timestamp(), 1000 * extract(epoch from clock_timestamp() - began)
		)
		on conflict (view_name) do update set
			last_refreshed_at = excluded.last_refreshed_at,
			last_duration_ms = excluded.last_duration_ms,
			last_error = null,
			updated_at = now();
	end if;
end
$$;

revoke execute on function mcp.refresh_tool_stats() from public;

comment on materialized view mcp.tool_execution_stats is
	'Calls of tools by action and hour (UTC): how many, milliseconds, failures. As of the last refresh_tool_stats().';
comment on function mcp.refresh_tool_stats() is
	'Brings tool_execution_stats up to date while it is read, and notes that in materialized_views.';

do $$
-- locks: ROW EXCLUSIVE on materialized_views
begin
	if to_regclass('public.registry_materialized_views_pkey') is not null then
		insert into public.materialized_views (view_name, last_refreshed_at)
		values ('mcp.tool_execution_stats', now())
		on conflict (view_name) do nothing;
	end if;
end
$$;

-- migrate:down
do $$
-- locks: ROW EXCLUSIVE on materialized_views
begin
	if to_regclass('public.registry_materialized_views_pkey') is not null then
		delete from public.materialized_views where view_name = 'mcp.tool_execution_stats';
	end if;
end
$$;

drop function if exists mcp.refresh_tool_stats();
drop materialized view if exists mcp.tool_execution_stats;
