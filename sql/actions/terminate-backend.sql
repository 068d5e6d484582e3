-- Ends session $1, if it is still the one that began at $2: a process id is given to others later.
-- Since: 13. Needs: the role of the session, or pg_signal_backend. Gives no row where it is another by now.
select pg_catalog.pg_terminate_backend(a.pid) as "signaled"
from pg_catalog.pg_stat_get_activity($1::int4) a
where to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $2
	and a.backend_type in ('client backend', 'autovacuum worker')
	and a.pid <> pg_catalog.pg_backend_pid()
