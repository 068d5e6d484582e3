-- Tables partitioned by the time in one column, with the range of each partition. Archives of the registry pack are left
-- out, since months are moved there. Times before 1970 and after 9998 count as unbounded, like MINVALUE and MAXVALUE.
-- Partitions are created as the caller if it may execute mcp.make_monthly_partitions, else as the owner of the pack.
-- "foreign" is the first table or partition whose owner keeps this role ("maker") from it, or whose owner would gain
-- privileges of the pack's owner (see mcp.make_own_monthly_partitions). Partitions of partitions are left to the server.
-- "lackCreate" lists those of the maker and the owner that may not create tables there; a superuser needs no privilege.
-- Since: 13. Needs: nothing. Cost: the partitions in the catalog; takes no lock.
with functions as (
	select
		coalesce(bool_or(p.proname = 'make_monthly_partitions' and has_function_privilege(p.oid, 'execute')), false)
			as as_caller,
		max(p.proowner) filter (where p.proname = 'make_own_monthly_partitions') as owner
	from pg_namespace n
	join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
	join pg_proc p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
	where n.nspname = 'mcp'
),
maker as (
	select f.as_caller, r.oid as role, coalesce(r.rolsuper, false) as superuser
	from functions f
	left join pg_roles r on case when f.as_caller then r.rolname = current_user else r.oid = f.owner end
)
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	format('%I.%I', n.nspname, c.relname) as "quoted",
	quote_ident(a.attname) as "column",
	parts.default_name as "defaultQuoted",
	quote_ident(pg_get_userbyid(maker.role)) as "maker",
	strange.list as "foreign",
	to_jsonb(array(
		select quote_ident(r.rolname)
		from pg_roles r
		where (r.oid = maker.role or r.oid = c.relowner and not maker.superuser)
			and not has_schema_privilege(r.oid, n.oid, 'create')
		order by r.rolname
	)) as "lackCreate",
	quote_ident(n.nspname) as "quotedSchema",
	coalesce(parts.list, '[]') as "parts"
from maker, pg_partitioned_table k
join pg_class c on c.oid = k.partrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = k.partrelid and a.attnum = k.partattrs[0]
left join lateral (
	select jsonb_build_object(
		'relation', format('%I.%I', part_schema.nspname, part.relname),
		'owner', quote_ident(owner.rolname)
	) as list
	from pg_class part
	join pg_namespace part_schema on part_schema.oid = part.relnamespace
	join pg_roles owner on owner.oid = part.relowner
	where (part.oid = c.oid or part.oid in (select i.inhrelid from pg_inherits i where i.inhparent = c.oid))
		and (
			not pg_has_role(maker.role, part.relowner, 'usage')
			or not maker.as_caller and part.relowner <> maker.role and not owner.rolsuper
		)
	order by part.oid
	limit 1
) strange on true
left join lateral (
	select max(format('%I.%I', child_schema.nspname, child.relname)) filter (where bound.expression = 'DEFAULT')
		as default_name,
	jsonb_agg(
		jsonb_build_object(
			'default', bound.expression = 'DEFAULT',
			'starts', case when limits.starts >= '1970-01-01Z' then to_char(limits.starts, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end,
			'ends', case when limits.ends < '9999-01-01Z' then to_char(limits.ends, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end,
			'rows', pg_stat_get_live_tuples(child.oid)
		) order by limits.starts nulls first
	) as list
	from pg_inherits i
	join pg_class child on child.oid = i.inhrelid
	join pg_namespace child_schema on child_schema.oid = child.relnamespace
	-- A bound names no column. With the partition's OID pg_get_expr would wait for a lock on it.
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
