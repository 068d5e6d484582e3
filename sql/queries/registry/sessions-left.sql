-- Whether any of these sessions ($1, a JSON list of their processes) is still there. What a session has changed is counted
-- before it leaves this list (pgstat_report_stat at its exit).
-- Since: 13. Needs: nothing. Cost: one look at the backends.
select exists (
	select
	from pg_stat_get_activity(null) a
	where a.pid in (select jsonb_array_elements_text($1::text::jsonb)::int)
) as "left"
