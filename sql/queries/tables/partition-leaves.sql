-- All partitions below the partitioned table or index $1, each with its direct parent, parents first; `leaf` marks those
-- that hold rows. No row for a relation that is not partitioned.
-- Since: 13. Needs: nothing. Cost: a look-up a partition.
select
	c.oid::int8 as "oid",
	t.parentrelid::oid::int8 as "parent",
	format('%I.%I', n.nspname, c.relname) as "name",
	pg_catalog.quote_ident(n.nspname) as "schema",
	c.relname::text as "plainName",
	t.isleaf as "leaf",
	c.relkind = 'f' as "foreign"
from pg_catalog.pg_partition_tree($1::int8::oid) t
join pg_catalog.pg_class c on c.oid = t.relid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where t.level > 0
order by t.level, n.nspname, c.relname
