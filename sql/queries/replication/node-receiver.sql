-- The identity by which the upstream server knows this standby: its address, and the slot and name of its receiver. Always one
-- row. Of the conninfo the name alone, which libpq writes without quotes: up to the next keyword.
-- Since: 13. Needs: pg_monitor for slot and name; without it they are null. Cost: none.
select
	pg_catalog.host(pg_catalog.inet_server_addr()) as "host",
	w.slot_name as "slot",
	coalesce(
		pg_catalog.substring(i.words, '.*? application_name=(.*?) [a-z_]+='),
		pg_catalog.substring(i.words, '.*? fallback_application_name=(.*?) [a-z_]+=')
	) as "name"
from (select) one
left join pg_catalog.pg_stat_wal_receiver w on w.pid is not null
cross join lateral (select ' ' || w.conninfo || ' end=' as words) i
