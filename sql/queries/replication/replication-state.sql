-- WAL position of this server and its WAL parameters: one row.
-- Since: 13. Needs: pg_monitor for the wait event of replay. Cost: none on a primary; on a standby proportional to the
-- sessions. pg_current_wal_lsn() fails on a standby, and the replay functions return null on a primary: CASE picks the
-- right one. A cascading standby sends what it has received.
select
	clock_timestamp() as "serverTime",
	pg_catalog.pg_is_in_recovery() as "inRecovery",
	pg_catalog.pg_postmaster_start_time() as "startedAt",
	p.lsn::text as "lsn",
	pg_catalog.pg_wal_lsn_diff(p.lsn, '0/0')::float8 as "position",
	case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() end::text as "replayLsn",
	case when pg_catalog.pg_is_in_recovery()
		then pg_catalog.pg_wal_lsn_diff(p.lsn, pg_catalog.pg_last_wal_replay_lsn())
	end::float8 as "replayLagBytes",
	-- A standby that has replayed everything it received is not behind, whatever the age of the last transaction.
	case
		when not pg_catalog.pg_is_in_recovery() then null
		when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() then 0
		else extract(epoch from clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000
	end::float8 as "replayLagMs",
	case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_xact_replay_timestamp() end as "replayedAt",
	case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_is_wal_replay_paused() end as "replayPaused",
	case when pg_catalog.pg_is_in_recovery() then (
		-- The wait events of class Activity mean idle: replay has no more WAL.
		select case
			when a.wait_event_type <> 'Activity'
				then pg_catalog.jsonb_build_object('type', a.wait_event_type, 'event', a.wait_event)
			else '{"type": null, "event": null}'::jsonb
		end
		from pg_catalog.pg_stat_get_activity(null) a
		where a.backend_type = 'startup'
	) end as "replayWait",
	pg_catalog.current_setting('wal_level') as "walLevel",
	nullif(pg_catalog.current_setting('synchronous_standby_names'), '') as "synchronousNames",
	pg_catalog.current_setting('archive_mode') as "archiveMode",
	pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_wal_size'))::float8 as "maxWalBytes",
	nullif(pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_slot_wal_keep_size')), -1)::float8 as "slotKeepBytes",
	pg_catalog.current_setting('max_wal_senders')::int as "maxSenders",
	pg_catalog.current_setting('max_replication_slots')::int as "maxSlots",
	pg_catalog.current_setting('block_size')::int as "blockBytes"
from (
	select case
		when pg_catalog.pg_is_in_recovery()
			then coalesce(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn())
		else pg_catalog.pg_current_wal_lsn()
	end as lsn
) p
