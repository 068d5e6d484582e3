-- Locks that the sessions $1 wait for, and locks on the same objects of the sessions $2 and of prepared transactions.
-- Since: 13; 14 adds the start of each wait. Needs: nothing.
-- Cost: reads all locks once; only while a session waits.
with locks as materialized (
	select
		l.pid, l.locktype, l.mode, l.granted, l.virtualtransaction, l.relation, l.transactionid, l.database,
		l.classid, l.objid, l.objsubid, l.page, l.tuple, l.virtualxid,
		null::timestamptz as waitstart, -- before 14
		l.waitstart, -- since 14
		concat_ws(
			':', l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid, l.classid, l.objid,
			l.objsubid
		) as tag
	from pg_catalog.pg_locks l
),
-- A prepared transaction locks its own transaction id. Its virtual id is that of its former session, or -1 after a restart.
prepared as (
	select l.virtualtransaction, x.gid, x.prepared, x.owner, x.database
	from locks l
	join pg_catalog.pg_prepared_xacts x on x.transaction = l.transactionid
	where l.pid is null and l.locktype = 'transactionid' and l.granted
),
wanted as (
	select distinct tag from locks where not granted and pid = any ($1::int4[])
)
select
	coalesce(l.pid, 0) as "pid",
	p.gid as "gid",
	case when p.gid is not null then
		to_char(p.prepared at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
	end as "preparedAt",
	(extract(epoch from clock_timestamp() - p.prepared) * 1000)::float8 as "preparedMs",
	p.owner::text as "owner",
	p.database::text as "preparedIn",
	l.tag as "tag",
	l.locktype as "kind",
	l.mode as "mode",
	l.granted as "granted",
	(extract(epoch from clock_timestamp() - l.waitstart) * 1000)::float8 as "waitMs",
	l.database::int8 as "databaseOid",
	(l.database is null or l.database in (0, here.oid)) as "here",
	coalesce(l.relation, case when l.locktype = 'object' then l.objid end)::int8 as "oid",
	-- Names in this database only: the same oid means another relation elsewhere. The cast takes no lock.
	case when l.relation is not null and l.database in (0, here.oid) then l.relation::regclass::text end as "relation",
	coalesce(
		l.transactionid::text,
		l.virtualxid,
		case when l.locktype = 'advisory' then concat_ws(':', l.classid, l.objid, l.objsubid) end,
		case when l.tuple is not null then concat_ws(',', l.page, l.tuple) else l.page::text end
	) as "detail"
from locks l
cross join (
	select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()
) here
left join prepared p on l.pid is null and p.virtualtransaction = l.virtualtransaction
where l.tag in (select tag from wanted)
	and (l.pid is null or l.pid = any ($2::int4[]) or (not l.granted and l.pid = any ($1)))
