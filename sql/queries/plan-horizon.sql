-- What keeps VACUUM in this database from removing rows that died since: the oldest first. Sessions of this database,
-- prepared transactions, replication slots, and standbys that send feedback (hot_standby_feedback).
-- VACUUM itself holds nobody back; a slot's catalog_xmin is of the catalogs alone.
-- Since: 13. Needs: pg_monitor for other roles' sessions. Cost: shared memory only.
select * from (
	select
		'session' as "kind",
		a.pid::int as "pid",
		a.backend_start as "backendStart",
		coalesce(a.application_name, '') as "name",
		a.usename::text as "user",
		a.state::text as "state",
		greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) as "transactions",
		(extract(epoch from clock_timestamp() - a.xact_start) * 1000)::float8 as "forMs"
	from pg_catalog.pg_stat_activity a
	where a.datname = current_database()
		and a.pid <> pg_catalog.pg_backend_pid()
		and (a.backend_xmin is not null or a.backend_xid is not null)
		and a.backend_type <> 'walsender'
		and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.pid = a.pid)
	union all
	select 'prepared', null, null, p.gid, p.owner::text, null, pg_catalog.age(p.transaction),
		(extract(epoch from clock_timestamp() - p.prepared) * 1000)::float8
	from pg_catalog.pg_prepared_xacts p
	where p.database = current_database()
	union all
	select 'slot', s.active_pid, null, s.slot_name::text, null, case when s.active then 'active' else 'inactive' end,
		pg_catalog.age(s.xmin), null
	from pg_catalog.pg_replication_slots s
	where s.xmin is not null
	union all
	select 'standby', r.pid, r.backend_start, coalesce(r.application_name, ''), r.usename::text, r.state,
		pg_catalog.age(r.backend_xmin), null
	from pg_catalog.pg_stat_replication r
	where r.backend_xmin is not null
	union all
	-- Others' sessions show nothing of themselves without pg_monitor.
	select 'hidden', null, null, count(*)::text, null, null, 0, null
	from pg_catalog.pg_stat_activity a
	where a.datname = current_database() and a.backend_type = 'client backend' and a.query = '<insufficient privilege>'
	having count(*) > 0
) holder
order by "kind" = 'hidden', "transactions" desc, "forMs" desc nulls last
limit 20
