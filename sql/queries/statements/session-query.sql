-- The full statement of backend $1, if it still is the session that started at $2.
-- Since: 13. Needs: pg_read_all_stats for sessions of other roles. Cost: none; read for an opened row.
select a.query
from pg_catalog.pg_stat_get_activity($1::int4) a
where to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $2
	and a.backend_type is not null
