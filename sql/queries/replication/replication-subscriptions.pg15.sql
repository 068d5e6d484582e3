-- Logical subscriptions of every database, with the worker that applies each. Never their conninfo.
-- Since: 15, which counts errors; the leader of a worker (16) is read by name. Needs: nothing. Cost: proportional to the subscriptions.
select
	s.subid::int8 as "oid",
	s.subname::text as "name",
	d.datname::text as "database",
	c.subenabled as "enabled",
	w.pid as "pid",
	w.received_lsn::text as "receivedLsn",
	w.last_msg_send_time as "messageSentAt",
	w.last_msg_receipt_time as "messageReceivedAt",
	w.latest_end_lsn::text as "reportedLsn",
	w.latest_end_time as "reportedAt",
	(select count(*)::int from pg_catalog.pg_stat_subscription t where t.subid = s.subid and t.relid is not null) as "copying",
	-- Of this database only: the catalog is not shared. r is ready, s synchronized.
	case when d.datname = current_database() then (
		select count(*)::int from pg_catalog.pg_subscription_rel r where r.srsubid = s.subid and r.srsubstate not in ('r', 's')
	) end as "notReady",
	e.apply_error_count::float8 as "applyErrors",
	e.sync_error_count::float8 as "syncErrors"
from (select distinct subid, subname from pg_catalog.pg_stat_subscription) s
join pg_catalog.pg_subscription c on c.oid = s.subid
left join pg_catalog.pg_database d on d.oid = c.subdbid
left join pg_catalog.pg_stat_subscription_stats e on e.subid = s.subid
left join lateral (
	select * from pg_catalog.pg_stat_subscription t
	where t.subid = s.subid and t.relid is null and to_jsonb(t) ->> 'leader_pid' is null
	limit 1
) w on true
order by s.subname, s.subid
