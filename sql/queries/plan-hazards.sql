-- What must not be planned unasked, of the names in $1 (functions, operators, types, relations): planning runs immutable
-- functions with this role's rights, asks the servers of foreign tables, and goes through views to what they name.
-- What a superuser owns is trusted: extensions are of it. Names count in any schema, since whose search_path they were
-- written for is not known.
-- Since: 13. Needs: nothing. Cost: a few catalog look-ups; asked when plans are, every ten minutes.
with named as (select $1::text::jsonb as list)
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
select case when k.relkind in ('v', 'f') then 'relation' else 'row level security' end, k.relname::text
from named, pg_catalog.pg_class k
where k.relname::text in (select pg_catalog.jsonb_array_elements_text(named.list->'relations'))
	and k.relnamespace <> 'pg_catalog'::regnamespace
	and (k.relkind in ('v', 'f') or k.relrowsecurity)
