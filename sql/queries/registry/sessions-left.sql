-- Whether any of the sessions in $1 (a JSON list of process IDs) still exists. A session reports its changes before it
-- leaves pg_stat_activity (pgstat_report_stat at its exit).
-- Since: 13. Needs: nothing. Cost: one read of the backends.
select exists (
	select
	from pg_stat_get_activity(null) a
	where a.pid in (select jsonb_array_elements_text($1::text::jsonb)::int)
) as "left"
