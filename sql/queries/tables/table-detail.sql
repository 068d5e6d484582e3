-- Sizes of one table, and for a partition the totals of its partitioned root, which has no counters of its own.
-- Parameter: the table. Since: 13. Needs: nothing.
-- Cost: a stat() for each of its segments and indexes, and two look-ups for each partition of its root. No sizes if the
-- table is locked ACCESS EXCLUSIVE, or unlogged on a standby, where it has no file.
with locked as materialized (
	select distinct l.relation
	from pg_catalog.pg_locks l
	where l.locktype = 'relation'
		and l.mode = 'AccessExclusiveLock'
		and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
),
root as materialized (
	select pg_catalog.pg_partition_root(c.oid) as oid
	from pg_catalog.pg_class c
	where c.oid = $1::int8 and c.relispartition
),
busy as materialized (
	select
		exists (
			select from locked
			where locked.relation in (c.oid, c.reltoastrelid)
				or locked.relation in (
					select i.indexrelid from pg_catalog.pg_index i where i.indrelid in (c.oid, c.reltoastrelid)
				)
		) as is_locked,
		c.relpersistence = 'u' and pg_catalog.pg_is_in_recovery() as absent
	from pg_catalog.pg_class c
	where c.oid = $1::int8
)
select
	busy.is_locked as "locked",
	busy.absent as "absent",
	case when not busy.is_locked and not busy.absent then pg_catalog.pg_relation_size(c.oid) end as "heapBytes",
	case
		when c.reltoastrelid = 0 then 0
		when not busy.is_locked and not busy.absent then pg_catalog.pg_relation_size(c.reltoastrelid)
	end as "toastBytes",
	case when not busy.is_locked and not busy.absent then pg_catalog.pg_indexes_size(c.oid) end as "indexBytes",
	(
		select pg_catalog.jsonb_build_object(
			'name', pg_catalog.format('%I.%I', n.nspname, p.relname),
			'partitions', parts.partitions,
			'bytes', parts.bytes,
			'deadTuples', parts.dead,
			'liveTuples', parts.live
		)
		from root
		join pg_catalog.pg_class p on p.oid = root.oid
		join pg_catalog.pg_namespace n on n.oid = p.relnamespace
		cross join lateral (
			select
				count(*) as partitions,
				sum(leaf.relpages::float8) * pg_catalog.current_setting('block_size')::int as bytes,
				sum(pg_catalog.pg_stat_get_dead_tuples(leaf.oid)) as dead,
				sum(pg_catalog.pg_stat_get_live_tuples(leaf.oid)) as live
			from pg_catalog.pg_partition_tree(root.oid) tree
			join pg_catalog.pg_class leaf on leaf.oid = tree.relid
			where tree.isleaf
		) parts
	) as "parent"
from pg_catalog.pg_class c
cross join busy
where c.oid = $1::int8
