-- The names in $1 (functions, operators, types, relations) that must not be planned unasked: planning runs immutable
-- functions with the privileges of this role, including those in index predicates and constraints, contacts the servers of
-- foreign tables, and expands views. Tables include their partitions.
-- Objects owned by a superuser are trusted, such as extensions. Names match in any schema, since the search_path of the
-- statement is unknown.
-- Since: 13. Needs: nothing. Cost: a few catalog look-ups, every ten minutes.
with recursive named as (select $1::text::jsonb as list),
related (oid, name) as (
	select k.oid, k.relname::text
	from named, pg_catalog.pg_class k
	where k.relname::text in (select pg_catalog.jsonb_array_elements_text(named.list->'relations'))
		and k.relnamespace <> 'pg_catalog'::regnamespace
	union
	select i.inhrelid, r.name from related r join pg_catalog.pg_inherits i on i.inhparent = r.oid
),
parts (name, class, oid) as (
	select r.name, 'pg_catalog.pg_class'::regclass::oid, i.indexrelid
	from related r join pg_catalog.pg_index i on i.indrelid = r.oid
	union all
	select r.name, 'pg_catalog.pg_constraint'::regclass::oid, c.oid
	from related r join pg_catalog.pg_constraint c on c.conrelid = r.oid
	union all
	select r.name, 'pg_catalog.pg_attrdef'::regclass::oid, a.oid
	from related r join pg_catalog.pg_attrdef a on a.adrelid = r.oid
	union all
	select r.name, 'pg_catalog.pg_statistic_ext'::regclass::oid, e.oid
	from related r join pg_catalog.pg_statistic_ext e on e.stxrelid = r.oid
)
select 'function' as "kind", p.proname::text as "name"
from named, pg_catalog.pg_proc p
join pg_catalog.pg_roles r on r.oid = p.proowner
where p.proname::text in (select pg_catalog.jsonb_array_elements_text(named.list->'functions'))
	and p.pronamespace <> 'pg_catalog'::regnamespace and not r.rolsuper
union
select 'operator', o.oprname::text
from named, pg_catalog.pg_operator o
join pg_catalog.pg_proc p on p.oid = o.oprcode
join pg_catalog.pg_roles r on r.oid = p.proowner
where o.oprname::text in (select pg_catalog.jsonb_array_elements_text(named.list->'operators'))
	and o.oprnamespace <> 'pg_catalog'::regnamespace and not r.rolsuper
union
select 'type', t.typname::text
from named, pg_catalog.pg_type t
join pg_catalog.pg_cast c on t.oid in (c.casttarget, c.castsource)
join pg_catalog.pg_proc p on p.oid = c.castfunc
join pg_catalog.pg_roles r on r.oid = p.proowner
where t.typname::text in (select pg_catalog.jsonb_array_elements_text(named.list->'types'))
	and p.pronamespace <> 'pg_catalog'::regnamespace and not r.rolsuper
union
select case when k.relkind in ('v', 'f') then 'relation' else 'row-security' end, r.name
from related r
join pg_catalog.pg_class k on k.oid = r.oid
where k.relkind in ('v', 'f') or k.relrowsecurity
union
select 'expression', t.name
from parts t
join pg_catalog.pg_depend d on d.classid = t.class and d.objid = t.oid
left join pg_catalog.pg_operator o on d.refclassid = 'pg_catalog.pg_operator'::regclass and o.oid = d.refobjid
join pg_catalog.pg_proc p
	on p.oid = case d.refclassid when 'pg_catalog.pg_proc'::regclass then d.refobjid else o.oprcode end
join pg_catalog.pg_roles r on r.oid = p.proowner
where p.pronamespace <> 'pg_catalog'::regnamespace and not r.rolsuper
