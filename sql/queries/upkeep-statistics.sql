-- How many tables there are and how old the planner's statistics of them are, in short.
-- Since: 13. Needs: nothing. Cost: four look-ups in shared memory a table; takes no lock.
select
	count(*)::int as "tables",
	count(*) filter (where analyzed_at is null)::int as "never",
	min(analyzed_at) as "oldestAt"
from (
	select greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) as analyzed_at
	from pg_class c
	where c.oid >= 16384
		and (c.relkind in ('r', 'm') or c.relkind = 'p' and current_setting('server_version_num')::int >= 140000)
		and c.relpersistence <> 't'
		and c.relispopulated
) known
