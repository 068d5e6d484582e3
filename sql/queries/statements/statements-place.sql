-- Schema, version and columns of pg_stat_statements. The columns matter more than the server version: the extension may be
-- older.
-- Since: 13. Needs: nothing. Cost: a few catalog look-ups, every minute.
select
	n.nspname::text as "schema",
	e.extversion::text as "version",
	coalesce(to_jsonb(p.proargnames), '[]') as "columns",
	exists (
		select from pg_catalog.pg_proc i where i.pronamespace = n.oid and i.proname = 'pg_stat_statements_info'
	) as "info",
	pg_catalog.current_setting('pg_stat_statements.max', true)::int as "most",
	pg_catalog.current_setting('pg_stat_statements.track_planning', true) = 'on' as "planning",
	pg_catalog.current_setting('track_io_timing') = 'on' as "ioTiming",
	pg_catalog.current_setting('block_size')::int as "blockBytes"
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_proc p on p.pronamespace = n.oid and p.proname = 'pg_stat_statements'
where e.extname = 'pg_stat_statements'
