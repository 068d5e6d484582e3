-- Replication slots with the WAL and the xmin horizon that each holds back.
-- Since: 13; columns of later versions are read by name, null where absent.
-- Needs: nothing. Cost: proportional to max_replication_slots.
select
	s.slot_name::text as "name",
	s.plugin::text as "plugin",
	s.slot_type as "type",
	s.database::text as "database",
	s.temporary as "temporary",
	s.active as "active",
	s.active_pid as "pid",
	s.wal_status as "walStatus",
	s.safe_wal_size::float8 as "safeBytes",
	s.restart_lsn::text as "restartLsn",
	pg_catalog.pg_wal_lsn_diff(p.lsn, s.restart_lsn)::float8 as "retainedBytes",
	pg_catalog.pg_wal_lsn_diff(p.lsn, s.confirmed_flush_lsn)::float8 as "unconfirmedBytes",
	pg_catalog.age(s.xmin) as "xminAge",
	pg_catalog.age(s.catalog_xmin) as "catalogXminAge",
	-- 16 and later.
	(to_jsonb(s) ->> 'conflicting')::boolean as "conflicting",
	-- 17 and later.
	to_jsonb(s) ->> 'invalidation_reason' as "invalidated",
	(to_jsonb(s) ->> 'inactive_since')::timestamptz as "inactiveSince",
	(to_jsonb(s) ->> 'failover')::boolean as "failover",
	(to_jsonb(s) ->> 'synced')::boolean as "synced"
from pg_catalog.pg_replication_slots s
cross join (
	select case
		when pg_catalog.pg_is_in_recovery()
			then coalesce(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn())
		else pg_catalog.pg_current_wal_lsn()
	end as lsn
) p
order by s.slot_name
