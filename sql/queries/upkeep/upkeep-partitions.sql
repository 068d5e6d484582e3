-- Tables that are partitioned by the time of one column, with the times between which the rows of each partition lie.
-- Archives of the registry pack are left out: months are moved there, not made. Times before 1970 and after 9998 stand
-- for no bound at all, as MINVALUE and MAXVALUE do.
-- Months are made as who calls, where he may execute mcp.make_monthly_partitions, else as the owner of the pack: "foreign"
-- is the first of table and partitions that this role ("maker") can't do it for, since it isn't its owner; or since its
-- owner would get rights of the pack's owner (see mcp.make_own_monthly_partitions). Partitions of partitions are left to
-- the server to refuse. "lackCreate": roles that may not create tables there, of the maker and the owner, who gets them
-- (whom a superuser need not ask).
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
