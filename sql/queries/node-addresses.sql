-- Other servers of this cluster that this one knows of: standbys that receive from it, and on a standby whom it receives
-- from. pg_receivewal and pg_basebackup are no servers, nor are subscribers, whose slots are logical.
-- Since: 13. Needs: pg_monitor to see addresses; without it they are null. Cost: the number of receivers.
select
	coalesce(pg_catalog.host(r.client_addr), '') as "host",
	-- A standby does not say on which port it listens: most often on that of its primary.
	pg_catalog.current_setting('port')::int as "port",
	r.application_name as "name",
	r.client_addr is null and r.pid is not null as "hidden",
	'standby' as "role"
from pg_catalog.pg_stat_replication r
where (r.application_name is null or r.application_name not in ('pg_receivewal', 'pg_basebackup'))
	and not exists (
		select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical'
	)
union all
select
	coalesce(w.sender_host, ''),
	coalesce(w.sender_port, 0),
	'',
	w.sender_host is null,
	'unknown'
from pg_catalog.pg_stat_wal_receiver w
where w.pid is not null
