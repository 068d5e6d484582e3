-- Tables and materialized views with their sizes and scans.
-- Since: 13. Needs: nothing. Cost: up to 2,000 tables a stat() each. Beyond that, sizes are the pages of the last VACUUM
-- or ANALYZE. Tables without either have 0 pages whatever they hold: up to 2,000 of those get a stat(), of more only the
-- 500 most written; true-sizes.sql reads the others in turns. A relation locked ACCESS EXCLUSIVE, or with a waiter for
-- that lock, loses its sizes only; so does an unlogged one on a standby, where it has no file and its size would be 0.
with exclusive as materialized (
	select distinct relation
	from pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database())
),
locked as materialized (
	-- REINDEX locks indexes only, but reading the sizes of their table would wait for that too.
	select relation from exclusive
	union
	select i.indrelid from exclusive join pg_index i on i.indexrelid = exclusive.relation
),
used as materialized (
	select i.indrelid, sum(pg_stat_get_numscans(i.indexrelid))::int8 as scans, sum(x.relpages)::int8 as pages
	from pg_index i
	join pg_class x on x.oid = i.indexrelid
	where i.indrelid >= 16384
	group by i.indrelid
),
server as materialized (
	select
		current_setting('block_size')::int as block,
		current_setting('server_version_num')::int < 140000 as before_14
),
-- Without VACUUM or ANALYZE so far: -1 rows since 14, before that 0 rows on 0 pages, as an empty table.
unseen as materialized (
	select
		c.oid,
		count(*) over () <= 2000
			or row_number() over (
				order by pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) desc, c.oid
			) <= 500 as is_looked_at
	from server, pg_class c
	where c.oid >= 16384 and c.relkind in ('r', 'm') and c.relpages = 0
		and (c.reltuples < 0 or (c.reltuples = 0 and server.before_14))
),
amount as materialized (
	select
		(select count(*) > 2000 from pg_class where relkind in ('r', 'm')) as many,
		pg_is_in_recovery() as standby
)
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	c.relkind = 'm' as "materialized",
	c.relispartition as "partition",
	-- The comment that the registry pack puts on a table when partitioning replaces it.
	coalesce(remark.description ~ '^Registry pack: .* as it was before it was put by month[.]$', false) as "replaced",
	busy.is_locked as "locked",
	busy.absent as "absent",
	case
		when pages.are_used then (c.relpages + coalesce(toast.relpages, 0))::int8 * server.block
		when pages.are_wanted then pg_table_size(c.oid)
	end as "tableBytes",
	case
		when pages.are_used then c.relpages::int8 * server.block
		when pages.are_wanted then pg_relation_size(c.oid)
	end as "heapBytes",
	case
		when pages.are_used then coalesce(used.pages, 0) * server.block
		when pages.are_wanted then pg_indexes_size(c.oid)
	end as "indexBytes",
	pages.are_used as "sizeIsEstimate",
	case when unseen.oid is null and c.reltuples >= 0 then c.reltuples::float8 end as "rowsEstimate",
	pg_stat_get_numscans(c.oid) as "sequentialScans",
	coalesce(used.scans, 0) as "indexScans"
from server, amount, pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join unseen on unseen.oid = c.oid
left join used on used.indrelid = c.oid
left join pg_class toast on toast.oid = c.reltoastrelid
left join pg_description remark
	on remark.objoid = c.oid and remark.classoid = 'pg_class'::regclass and remark.objsubid = 0
cross join lateral (
	select
		exists (select from locked where locked.relation in (c.oid, c.reltoastrelid)) as is_locked,
		c.relpersistence = 'u' and amount.standby as absent
) busy
cross join lateral (
	select
		not busy.absent and amount.many and unseen.oid is null as are_used,
		not busy.absent and not busy.is_locked
			and (not amount.many or coalesce(unseen.is_looked_at, false)) as are_wanted
) pages
where c.oid >= 16384
	and c.relkind in ('r', 'm')
	and c.relpersistence <> 't'
