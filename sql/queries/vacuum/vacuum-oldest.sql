-- The oldest relations of this database by transaction age, including catalogs and TOAST.
-- Since: 13. Needs: nothing. Cost: one pass over pg_class; takes no lock.
select
	c.oid::int8 as "oid",
	coalesce(tn.nspname, n.nspname)::text as "schema",
	coalesce(t.relname, c.relname)::text as "name",
	c.relkind = 't' as "toast",
	pg_catalog.age(c.relfrozenxid) as "xidAge",
	pg_catalog.mxid_age(c.relminmxid) as "mxidAge"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class t on t.reltoastrelid = c.oid and c.relkind = 't'
left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where c.relkind in ('r', 'm', 't') and c.relfrozenxid <> '0'
order by pg_catalog.age(c.relfrozenxid) desc, pg_catalog.mxid_age(c.relminmxid) desc, c.oid
limit 5
