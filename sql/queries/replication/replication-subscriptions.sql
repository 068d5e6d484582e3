-- Logical subscriptions of every database, with the worker that applies each. Never their conninfo.
-- Since: 13. Needs: nothing. Cost: proportional to the subscriptions.
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
	null::float8 as "applyErrors",
	null::float8 as "syncErrors"
from (select distinct subid, subname from pg_catalog.pg_stat_subscription) s
-- Its oid is for superusers before 14: by name, where that is of one database only.
left join lateral (
	select bool_and(n.subenabled) as subenabled, min(n.subdbid::int8)::oid as subdbid
	from pg_catalog.pg_subscription n
	where n.subname = s.subname
	having count(*) = 1
) c on true
left join pg_catalog.pg_database d on d.oid = c.subdbid
left join lateral (
	select * from pg_catalog.pg_stat_subscription t
	where t.subid = s.subid and t.relid is null
	limit 1
) w on true
order by s.subname, s.subid
