-- Tables that are partitioned by the time of one column, with the times between which the rows of each partition lie.
-- Archives of the registry pack are left out: months are moved there, not made. Times before 1970 and after 9998 stand
-- for no bound at all, as MINVALUE and MAXVALUE do.
-- Since: 13. Needs: nothing. Cost: the partitions in the catalog; takes no lock.
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	format('%I.%I', n.nspname, c.relname) as "quoted",
	coalesce(parts.list, '[]') as "parts"
from pg_partitioned_table k
join pg_class c on c.oid = k.partrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = k.partrelid and a.attnum = k.partattrs[0]
left join lateral (
	select jsonb_agg(
		jsonb_build_object(
			'default', bound.expression = 'DEFAULT',
			'starts', case when limits.starts >= '1970-01-01Z' then to_char(limits.starts, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end,
			'ends', case when limits.ends < '9999-01-01Z' then to_char(limits.ends, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end,
			'rows', pg_stat_get_live_tuples(child.oid)
		) order by limits.starts nulls first
	) as list
	from pg_inherits i
	join pg_class child on child.oid = i.inhrelid
	-- A bound names no column. With the partition's number pg_get_expr would wait for a lock on it.
	cross join lateral (select pg_get_expr(child.relpartbound, 0) as expression) bound
	cross join lateral (
		select
			substring(bound.expression from 'FROM \(''([^'']*)''\)')::timestamptz as starts,
			substring(bound.expression from ' TO \(''([^'']*)''\)')::timestamptz as ends
	) limits
	where i.inhparent = c.oid
) parts on true
where k.partstrat = 'r'
	and k.partnatts = 1
	and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
	and not c.relispartition
	and not exists (
		select from pg_class live
		where live.relnamespace = c.relnamespace and live.relkind = 'p' and live.relname || '_archive' = c.relname
	)
order by n.nspname, c.relname
