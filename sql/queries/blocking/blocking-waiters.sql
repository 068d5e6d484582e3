-- Sessions that wait for a lock, with their blockers, including sessions ahead in the queue; 0 is a prepared transaction.
-- $1: maximum number of rows.
-- Since: 13. Needs: pg_read_all_stats to find waiters without reading all locks.
-- Cost: almost nothing while no session waits. pg_blocking_pids takes the locks of the lock manager for a moment, so it
-- runs for waiters only.
with activity as materialized (
	select
		a.pid,
		a.backend_type is null and a.datid is not null as hidden,
		a.wait_event_type is not distinct from 'Lock' as waits,
		a.backend_type is not distinct from 'startup' as replays,
		a.query_start
	from pg_catalog.pg_stat_get_activity(null) a
	where a.wait_event_type = 'Lock' or a.backend_type is null
),
waiting as (
	select pid, query_start, replays from activity where waits
	union all
	-- For hidden sessions, the locks show who waits: every role may read them.
	select distinct l.pid, null::timestamptz, false
	from pg_catalog.pg_locks l
	where (select bool_or(hidden) from activity) and not l.granted
		and l.pid in (select pid from activity where hidden)
),
chosen as (
	select pid, replays, count(*) over ()::int as total
	from waiting
	order by query_start
	limit $1::int4
)
select
	pid,
	-- pg_blocking_pids doesn't know the startup process, which replays WAL on a standby. It waits for ACCESS EXCLUSIVE locks
	-- on relations only, so every granted lock on the same relation blocks it.
	case when replays then (
		select coalesce(pg_catalog.jsonb_agg(distinct h.pid), '[]')
		from pg_catalog.pg_locks w
		join pg_catalog.pg_locks h
			on h.locktype = 'relation' and h.granted and h.database = w.database and h.relation = w.relation
		where w.pid = chosen.pid and not w.granted and h.pid is not null
	)
	else pg_catalog.to_jsonb(pg_catalog.pg_blocking_pids(pid)) end as "blockers",
	total as "all"
from chosen
