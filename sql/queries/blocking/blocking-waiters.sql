-- Sessions that wait for a lock, and whom each waits for, those ahead of it in the queue among them; 0 is a prepared
-- transaction. $1 is how many at the most.
-- Since: 13. Needs: pg_read_all_stats to know who waits without a look at all locks.
-- Cost: next to nothing while nobody waits. pg_blocking_pids takes the lock manager's locks for a moment: for waiters only.
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
	-- Whether a session that may not be read waits is told by the locks, which anyone may see.
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
	-- Of the process that replays WAL on a standby pg_blocking_pids knows nothing: it is in no list of backends. The locks
	-- that it waits for are of relations, and AccessExclusive: whoever has any there is in its way.
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
