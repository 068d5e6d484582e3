-- Locks by mode, and one row for each of at most $1 locks: waiting ones first, then the strongest. Skips the locks of
-- pgdeck and the lock of each transaction on its own virtual id.
-- Since: 13; 14 adds the start of each wait. Needs: pg_read_all_stats for the statements of other roles.
-- Cost: reads all locks once, with a join to the sessions.
with locks as materialized (
	select
		l.pid, l.locktype, l.mode, l.granted, l.fastpath, l.database, l.relation, l.page, l.tuple, l.virtualxid,
		l.transactionid, l.classid, l.objid, l.objsubid, l.virtualtransaction,
		null::timestamptz as waitstart, -- before 14
		l.waitstart, -- since 14
		array_position(array[
			'AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock',
			'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'
		], l.mode) as strength
	from pg_catalog.pg_locks l
	where l.pid is distinct from pg_catalog.pg_backend_pid() and not (l.granted and l.locktype = 'virtualxid')
),
-- A prepared transaction locks its own transaction id. Its virtual id is that of its former session, or -1 after a restart.
prepared as (
	select l.virtualtransaction, x.gid, x.prepared, x.owner
	from locks l
	join pg_catalog.pg_prepared_xacts x on x.transaction = l.transactionid
	where l.pid is null and l.locktype = 'transactionid' and l.granted
),
chosen as (
	select *
	from locks
	order by granted, strength desc nulls last, relation, pid
	limit $1::int4
)
select
	(select count(*) from locks)::int as "all",
	(
		select coalesce(jsonb_agg(jsonb_build_object('mode', m.mode, 'granted', m.granted, 'waiting', m.waiting)
			order by m.strength desc nulls last), '[]')
		from (
			select mode, strength, count(*) filter (where granted) as granted, count(*) filter (where not granted) as waiting
			from locks
			group by 1, 2
		) m
	) as "modes",
	(
		select coalesce(jsonb_agg(jsonb_build_object(
			'pid', coalesce(l.pid, 0),
			'backendStart', to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
			'gid', p.gid,
			'kind', l.locktype,
			'mode', l.mode,
			'granted', l.granted,
			'fastPath', l.fastpath,
			'waitMs', (extract(epoch from clock_timestamp() - l.waitstart) * 1000)::float8,
			'databaseOid', l.database::int8,
			'here', l.database is null or l.database in (0, here.oid),
			'oid', coalesce(l.relation, case when l.locktype = 'object' then l.objid end)::int8,
			'relation', case when l.relation is not null and l.database in (0, here.oid) then l.relation::regclass::text end,
			'detail', coalesce(
				l.transactionid::text,
				l.virtualxid,
				case when l.locktype = 'advisory' then concat_ws(':', l.classid, l.objid, l.objsubid) end,
				case when l.tuple is not null then concat_ws(',', l.page, l.tuple) else l.page::text end
			),
			'user', coalesce(r.rolname, p.owner),
			'application', a.application_name,
			'state', a.state,
			'transactionMs', (extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000)::float8,
			'query', case when a.backend_type is not null then left(a.query, 300) end
		) order by l.granted, l.strength desc nulls last, l.relation, l.pid), '[]')
		from chosen l
		cross join (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) here
		left join pg_catalog.pg_stat_get_activity(null) a on a.pid = l.pid
		left join pg_catalog.pg_roles r on r.oid = a.usesysid
		left join prepared p on l.pid is null and p.virtualtransaction = l.virtualtransaction
	) as "rows"
