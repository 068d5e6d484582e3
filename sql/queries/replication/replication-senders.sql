-- WAL senders with their lag in bytes and time.
-- Since: 13. Needs: pg_monitor for all but the process and the role. Cost: proportional to max_wal_senders.
select
	r.pid as "pid",
	r.usename::text as "user",
	r.application_name as "application",
	coalesce(r.client_hostname, host(r.client_addr)) as "client",
	r.backend_start as "startedAt",
	r.state as "state",
	r.sync_state as "syncState",
	r.sync_priority as "syncPriority",
	pg_catalog.pg_wal_lsn_diff(p.lsn, r.sent_lsn)::float8 as "sentLagBytes",
	pg_catalog.pg_wal_lsn_diff(p.lsn, r.write_lsn)::float8 as "writeLagBytes",
	pg_catalog.pg_wal_lsn_diff(p.lsn, r.flush_lsn)::float8 as "flushLagBytes",
	pg_catalog.pg_wal_lsn_diff(p.lsn, r.replay_lsn)::float8 as "replayLagBytes",
	(extract(epoch from r.write_lag) * 1000)::float8 as "writeLagMs",
	(extract(epoch from r.flush_lag) * 1000)::float8 as "flushLagMs",
	(extract(epoch from r.replay_lag) * 1000)::float8 as "replayLagMs",
	r.replay_lsn::text as "replayLsn",
	r.reply_time as "repliedAt",
	pg_catalog.age(r.backend_xmin) as "xminAge",
	(select s.slot_name::text from pg_catalog.pg_replication_slots s where s.active_pid = r.pid limit 1) as "slot"
from pg_catalog.pg_stat_replication r
cross join (
	select case
		when pg_catalog.pg_is_in_recovery()
			then coalesce(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn())
		else pg_catalog.pg_current_wal_lsn()
	end as lsn
) p
order by r.pid
