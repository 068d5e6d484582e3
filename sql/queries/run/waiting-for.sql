-- Sessions that session $1 waits for. 0 among the pids of pg_blocking_pids is a prepared transaction.
-- Since: 13. Needs: pg_monitor for what others do. Cost: pg_blocking_pids takes the lock manager's locks for a moment:
-- asked for one waiting session only.
select
	b.pid::int as "pid",
	a.usename::text as "user",
	a.application_name::text as "application",
	a.state::text as "state",
	left(a.query, 200) as "query",
	(extract(epoch from clock_timestamp() - coalesce(a.xact_start, a.state_change)) * 1000)::float8 as "forMs"
from unnest(pg_blocking_pids($1::int)) b(pid)
left join pg_stat_activity a on a.pid = b.pid
order by a.xact_start nulls first
limit 5
