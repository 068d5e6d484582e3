-- Holders of the xmin horizon: sessions with a snapshot or a transaction, prepared transactions, replication slots and
-- standby feedback, the oldest first. VACUUM can't remove a row version that died after the oldest of them began.
-- Sessions of other databases hold back the shared catalogs only, a catalog_xmin the catalogs. VACUUM itself does not
-- count, nor do walsenders that decode: their slot does (ComputeXidHorizons() in procarray.c).
-- Since: 13. Needs: pg_monitor for state and times of other roles' sessions, and for the age of standby feedback.
-- Cost: one pass over the sessions; takes no lock.
with holders as (
	select
		'session' as kind,
		a.pid,
		to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "backendStart",
		null::text as name,
		a.usename::text as "user",
		a.application_name::text as application,
		pg_catalog.host(a.client_addr) as address,
		a.state::text as state,
		a.datname::text as database,
		a.xact_start as since,
		greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) as age,
		a.datname = pg_catalog.current_database() as here,
		false as catalogs,
		null::boolean as active
	from pg_catalog.pg_stat_activity a
	where (a.backend_xmin is not null or a.backend_xid is not null)
		and a.pid <> pg_catalog.pg_backend_pid()
		and a.backend_type is distinct from 'walsender'
		and not exists (select from pg_catalog.pg_stat_get_progress_info('VACUUM') v where v.pid = a.pid)
	union all
	select
		'prepared-transaction', null, null, p.gid::text, p.owner::text, null, null, null, p.database::text, p.prepared,
		pg_catalog.age(p.transaction), p.database = pg_catalog.current_database(), false, null
	from pg_catalog.pg_prepared_xacts p
	union all
	select
		case when s.slot_type = 'logical' then 'logical-slot' else 'physical-slot' end,
		s.active_pid, null, s.slot_name::text, null, null, null, null, s.database::text,
		-- Since 17 the server records when a slot became inactive; its xmin is at least as old.
		(pg_catalog.to_jsonb(s) ->> 'inactive_since')::timestamptz,
		pg_catalog.age(x.xid), true, x.catalogs, s.active
	from pg_catalog.pg_replication_slots s
	cross join lateral (values (s.xmin, false), (s.catalog_xmin, true)) x (xid, catalogs)
	-- A lost slot no longer holds anything.
	where x.xid is not null and s.wal_status is distinct from 'lost'
	union all
	select
		'standby-feedback', r.pid, null, null, r.usename::text, r.application_name::text, pg_catalog.host(r.client_addr),
		r.state::text, null, null, pg_catalog.age(r.backend_xmin), true, false, true
	from pg_catalog.pg_stat_replication r
	where r.backend_xmin is not null
		-- A role that may not see it sees no state either.
		or r.state is null
)
select
	kind,
	pid,
	"backendStart",
	name,
	"user",
	application,
	address,
	state,
	database,
	since,
	age,
	here,
	catalogs,
	active
from holders
-- Every snapshot reaches back to the oldest open transaction, so the one that started first comes first.
order by here desc, catalogs, age desc nulls last, since nulls last
limit 20
