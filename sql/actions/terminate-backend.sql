-- Terminates session $1, if it started at $2: the server reuses process ids.
-- Since: 13. Needs: the role of the session, or pg_signal_backend. No row when the session is another one.
select pg_catalog.pg_terminate_backend(a.pid) as "signaled"
from pg_catalog.pg_stat_get_activity($1::int4) a
where to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $2
	and a.backend_type in ('client backend', 'autovacuum worker')
	and a.pid <> pg_catalog.pg_backend_pid()
