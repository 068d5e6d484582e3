-- Tables and materialized views: what they are, how large, and how often they were scanned.
-- Since: 13. Needs: nothing. Cost: sizes (a stat() each) up to 2,000 tables, with more the pages of the last VACUUM or
-- ANALYZE. A relation locked ACCESS EXCLUSIVE, or waited for, loses its sizes only; so does an unlogged one on a standby,
-- which has no file of it: its size would be 0.
with exclusive as materialized (
	select distinct relation
	from pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database())
),
locked as materialized (
	-- REINDEX locks the indexes alone, which the sizes of their table would wait for as well.
	select relation from exclusive
	union
	select i.indrelid from exclusive join pg_index i on i.indexrelid = exclusive.relation
),
used as materialized (
	select indrelid, sum(pg_stat_get_numscans(indexrelid))::int8 as scans
	from pg_index
	where indrelid >= 16384
	group by indrelid
),
amount as materialized (
	select count(*) > 2000 as many, pg_is_in_recovery() as standby from pg_class where relkind in ('r', 'm')
)
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	c.relkind = 'm' as "materialized",
	c.relispartition as "partition",
	-- As the pack's move comments the table whose place another has taken.
	coalesce(
		obj_description(c.oid, 'pg_class') ~ '^Registry pack: .* as it was before it was put by month[.]$', false
	) as "replaced",
	busy.is_locked as "locked",
	busy.absent as "absent",
	case
		when busy.absent then null
		when amount.many then c.relpages::int8 * current_setting('block_size')::int
		when not busy.is_locked then pg_table_size(c.oid)
	end as "tableBytes",
	case
		when busy.absent then null
		when amount.many then c.relpages::int8 * current_setting('block_size')::int
		when not busy.is_locked then pg_relation_size(c.oid)
	end as "heapBytes",
	case when not busy.is_locked and not busy.absent and not amount.many then pg_indexes_size(c.oid) end as "indexBytes",
	amount.many as "sizeIsEstimate",
	-- Where it was never vacuumed or analyzed -1, and on 13 what an empty table has too: 0, without a page.
	case
		when c.reltuples < 0 then null
		when c.reltuples = 0 and c.relpages = 0 and current_setting('server_version_num')::int < 140000 then null
		else c.reltuples::float8
	end as "rowsEstimate",
	pg_stat_get_numscans(c.oid) as "sequentialScans",
	coalesce(used.scans, 0) as "indexScans"
from amount, pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join used on used.indrelid = c.oid
cross join lateral (
	select
		exists (select from locked where locked.relation in (c.oid, c.reltoastrelid)) as is_locked,
		c.relpersistence = 'u' and amount.standby as absent
) busy
where c.oid >= 16384
	and c.relkind in ('r', 'm')
	and c.relpersistence <> 't'
