-- Logical subscriptions of every database, with the worker that applies each. Never their conninfo.
-- Since: 13; 15 adds error counts; the leader of a worker (16) is read by name. Needs: nothing. Cost: proportional to the subscriptions.
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
	null::float8 as "applyErrors", -- before 15
	null::float8 as "syncErrors" -- before 15
	e.apply_error_count::float8 as "applyErrors", -- since 15
	e.sync_error_count::float8 as "syncErrors" -- since 15
from (select distinct subid, subname from pg_catalog.pg_stat_subscription) s
join pg_catalog.pg_subscription c on c.oid = s.subid -- since 14
-- Before 14 only superusers read its oid: find it by name, where only one database has the name.
left join lateral ( -- before 14
	select bool_and(n.subenabled) as subenabled, min(n.subdbid::int8)::oid as subdbid -- before 14
	from pg_catalog.pg_subscription n where n.subname = s.subname having count(*) = 1 -- before 14
) c on true -- before 14
left join pg_catalog.pg_database d on d.oid = c.subdbid
left join pg_catalog.pg_stat_subscription_stats e on e.subid = s.subid -- since 15
left join lateral (
	select * from pg_catalog.pg_stat_subscription t
	where t.subid = s.subid and t.relid is null and to_jsonb(t) ->> 'leader_pid' is null
	limit 1
) w on true
order by s.subname, s.subid
