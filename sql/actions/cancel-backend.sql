-- Cancels the statement of session $1, if the session started at $2 and the statement at $3: the server reuses process ids,
-- and a session goes on to its next statement.
-- Since: 13. Needs: the role of the session, or pg_signal_backend. No row when session or statement is another one.
select pg_catalog.pg_cancel_backend(a.pid) as "signaled"
from pg_catalog.pg_stat_get_activity($1::int4) a
where to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $2
	and to_char(a.query_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = $3
	and a.state = 'active'
	and a.backend_type in ('client backend', 'autovacuum worker')
	and a.pid <> pg_catalog.pg_backend_pid()
