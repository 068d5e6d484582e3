-- Other nodes of this cluster: standbys that receive from this server, and the upstream server of a standby. Leaves out
-- pg_receivewal, pg_basebackup and subscribers (with logical slots).
-- Since: 13. Needs: pg_monitor to see addresses; without it they are null. Cost: the number of receivers.
select
	coalesce(pg_catalog.host(r.client_addr), '') as "host",
	-- The port of a standby is unknown: this one is a guess.
	pg_catalog.current_setting('port')::int as "port",
	r.application_name as "name",
	(select s.slot_name::text from pg_catalog.pg_replication_slots s where s.active_pid = r.pid limit 1) as "slot",
	-- Every role sees the row; a standby on a Unix socket has no address.
	r.pid is not null and r.backend_start is null as "hidden",
	'standby' as "role"
from pg_catalog.pg_stat_replication r
where (r.application_name is null or r.application_name not in ('pg_receivewal', 'pg_basebackup'))
	and not exists (
		select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical'
	)
union all
select
	-- A socket is one of the standby's own machine.
	case when w.sender_host like '/%' then '' else coalesce(w.sender_host, '') end,
	coalesce(w.sender_port, 0),
	'',
	null,
	w.sender_host is null,
	'unknown'
from pg_catalog.pg_stat_wal_receiver w
where w.pid is not null
