-- The statement of session $1 in full, if it is still the session that began at $2.
-- Since: 13. Needs: pg_read_all_stats for those of other roles. Cost: none; asked for a row that is opened.
select a.query
from pg_catalog.pg_stat_get_activity($1::int4) a
where to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $2
	and a.backend_type is not null
