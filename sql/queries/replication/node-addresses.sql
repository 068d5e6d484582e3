-- Other servers of this cluster that this one knows of: standbys that receive from it, and on a standby whom it receives
-- from. pg_receivewal and pg_basebackup are no servers, nor are subscribers, whose slots are logical.
-- Since: 13. Needs: pg_monitor to see addresses; without it they are null. Cost: the number of receivers.
select
	coalesce(pg_catalog.host(r.client_addr), '') as "host",
	-- A standby does not say on which port it listens: often on that of its primary, but that is a guess.
	pg_catalog.current_setting('port')::int as "port",
	r.application_name as "name",
	(select s.slot_name::text from pg_catalog.pg_replication_slots s where s.active_pid = r.pid limit 1) as "slot",
	-- Everybody sees that it is there; one that came by a socket has no address for anyone.
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
