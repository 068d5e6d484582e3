-- Locks that make autovacuum skip a relation of this database, with their holders: autovacuum does not wait for its
-- ShareUpdateExclusiveLock.
-- Since: 13. Needs: nothing. Cost: one read of the lock table; takes no lock.
select
	l.relation::int8 as "oid",
	l.pid,
	l.mode::text as "mode"
from pg_catalog.pg_locks l
where l.locktype = 'relation'
	and l.granted
	and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
	and l.mode in (
		'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'
	)
	and l.relation >= 16384
	and not exists (select from pg_catalog.pg_stat_get_progress_info('VACUUM') v where v.pid = l.pid)
limit 1000
