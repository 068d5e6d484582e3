-- What the process $1 is now, and whether that is still the session that began at $2; no row where there is none.
-- Since: 13. Needs: pg_read_all_stats for those of other roles. Cost: none; asked after a signal, until it is gone.
select
	to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') is not distinct from $2 as "same",
	a.state,
	to_char(a.query_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "queryStart",
	a.wait_event_type as "waitType",
	a.wait_event as "wait"
from pg_catalog.pg_stat_get_activity($1::int4) a
