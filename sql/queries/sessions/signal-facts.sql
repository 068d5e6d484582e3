-- Facts about the sessions $1 for the plan of a signal: privileges to signal, and the locks that each session holds.
-- Since: 13. Needs: nothing. Cost: reads all locks once; read for a plan.
with me as (
	select a.usesysid, a.client_addr, a.application_name, r.rolsuper
	from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a
	join pg_catalog.pg_roles r on r.rolname = current_user
),
held as (
	select
		l.pid, l.mode, l.relation::regclass::text as relation,
		row_number() over (partition by l.pid order by array_position(array[
			'AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock',
			'RowExclusiveLock', 'RowShareLock', 'AccessShareLock'
		], l.mode), l.relation) as place,
		count(*) over (partition by l.pid)::int as total
	from pg_catalog.pg_locks l
	where l.granted and l.locktype = 'relation' and l.pid = any ($1::int4[])
		and l.database = (
			select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()
		)
)
select
	a.pid,
	-- As pg_signal_backend() in the server (signalfuncs.c): sessions of superusers, and those without a role.
	not me.rolsuper and (a.usesysid is null or coalesce(r.rolsuper, true)) as "needsSuperuser",
	coalesce(pg_catalog.pg_has_role(a.usesysid, 'usage'), false)
		or pg_catalog.pg_has_role('pg_signal_backend', 'usage') as "maySignal",
	coalesce((
		select pg_catalog.pg_has_role(s.oid, 'usage')
		from pg_catalog.pg_roles s
		where s.rolname = 'pg_signal_autovacuum_worker'
	), false) as "maySignalAutovacuum",
	a.usesysid = me.usesysid and a.application_name = me.application_name
		and a.client_addr is not distinct from me.client_addr as "sameProgram",
	coalesce((
		select jsonb_agg(jsonb_build_object('mode', h.mode, 'relation', h.relation) order by h.place)
		from held h
		where h.pid = a.pid and h.place <= 4
	), '[]') as "holds",
	coalesce((select max(h.total) from held h where h.pid = a.pid), 0) as "locks"
from pg_catalog.pg_stat_get_activity(null) a
cross join me
left join pg_catalog.pg_roles r on r.oid = a.usesysid
where a.pid = any ($1)
