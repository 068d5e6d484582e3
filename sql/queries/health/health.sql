-- Vital signs of the server and this database: one row with total counters.
-- Since: 13. Needs: pg_monitor to see the sessions of other roles; without it they are counted as hidden.
-- Cost: proportional to the number of sessions. Calls the functions behind pg_stat_activity, pg_stat_replication and
-- pg_stat_database: planning the joins of these views would take longer than this query runs.
with sessions as (
	select
		a.pid,
		a.state,
		a.xact_start,
		a.query_start,
		a.wait_event_type,
		-- Hidden rows keep their database but have no state and backend_type: they count as sessions.
		a.backend_type is null as hidden
	from pg_stat_get_activity(null) a
	where a.backend_type = 'client backend' or (a.backend_type is null and a.datid is not null)
),
counted as (
	select
		count(*)::int as "total",
		-- Without the one that asks: a server at rest has none.
		count(*) filter (where state = 'active' and pid <> pg_backend_pid())::int as "active",
		count(*) filter (where state = 'idle')::int as "idle",
		count(*) filter (where state = 'idle in transaction')::int as "idleInTransaction",
		count(*) filter (where state = 'idle in transaction (aborted)')::int as "idleInTransactionAborted",
		count(*) filter (where state in ('fastpath function call', 'disabled'))::int as "other",
		count(*) filter (where hidden)::int as "hidden",
		count(*) filter (where state = 'active' and wait_event_type = 'Lock')::int as "waitingForLock",
		max(extract(epoch from clock_timestamp() - xact_start) * 1000)
			filter (where pid <> pg_backend_pid())::float8 as "oldestTransactionMs",
		max(extract(epoch from clock_timestamp() - query_start) * 1000)
			filter (where state = 'active' and pid <> pg_backend_pid())::float8 as "longestQueryMs"
	from sessions
),
senders as (
	select
		count(*)::int as "senders",
		max(pg_wal_lsn_diff(
			case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
			replay_lsn
		))::float8 as "senderLagBytes",
		max(extract(epoch from replay_lag) * 1000)::float8 as "senderLagMs"
	from pg_stat_get_wal_senders()
)
select
	clock_timestamp() as "serverTime",
	pg_is_in_recovery() as "inRecovery",
	pg_postmaster_start_time() as "startedAt",
	current_setting('max_connections')::int as "maxConnections",
	-- The second is of 16 and later.
	current_setting('superuser_reserved_connections')::int
		+ coalesce(current_setting('reserved_connections', true), '0')::int as "reservedConnections",
	counted.*,
	pg_stat_get_db_xact_commit(d.oid) as "commits",
	pg_stat_get_db_xact_rollback(d.oid) as "rollbacks",
	pg_stat_get_db_blocks_hit(d.oid) as "blocksHit",
	pg_stat_get_db_blocks_fetched(d.oid) - pg_stat_get_db_blocks_hit(d.oid) as "blocksRead",
	pg_stat_get_db_deadlocks(d.oid) as "deadlocks",
	pg_stat_get_db_temp_bytes(d.oid) as "tempBytes",
	pg_stat_get_db_stat_reset_time(d.oid) as "statsReset",
	senders.*,
	-- A standby that has replayed all it received is not behind, however long ago the last transaction was.
	case
		when not pg_is_in_recovery() then null
		when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
		else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000
	end::float8 as "standbyLagMs",
	case when pg_is_in_recovery()
		then pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
	end::float8 as "standbyLagBytes"
from counted, senders, pg_database d
where d.datname = current_database()
