-- Current state of process $1, and whether it is still the session that started at $2. No row when the process ended.
-- Since: 13. Needs: pg_read_all_stats for sessions of other roles. Cost: negligible; read after a signal until it has effect.
select
	to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') is not distinct from $2 as "same",
	a.state,
	to_char(a.query_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "queryStart",
	a.wait_event_type as "waitType",
	a.wait_event as "wait"
from pg_catalog.pg_stat_get_activity($1::int4) a
