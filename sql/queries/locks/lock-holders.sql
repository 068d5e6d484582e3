-- Sessions that hold a lock of modes $2 on relations $1. A lock without a process belongs to a prepared transaction.
-- Since: 13. Needs: pg_monitor for sessions of other roles. Cost: reads the lock table once.
select
	coalesce(l.pid, 0)::int as "pid",
	a.usename::text as "user",
	a.application_name::text as "application",
	a.state::text as "state",
	left(a.query, 200) as "query",
	(extract(epoch from clock_timestamp() - min(coalesce(a.xact_start, a.state_change))) * 1000)::float8 as "forMs"
from pg_catalog.pg_locks l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation'
	and l.granted
	and l.pid is distinct from pg_catalog.pg_backend_pid()
	and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
	and l.relation = any ($1::int8[]::oid[])
	and l.mode = any ($2::text[])
group by 1, 2, 3, 4, 5
order by 6 desc nulls last
limit 5
