-- The columns of a relation with their type categories, to check a mapping of the configuration.
-- Since: 13. Needs: nothing (catalogs only). Cost: one catalog look-up. Parameters: $1 schema or null, $2 name.
select
	n.nspname::text as "schema",
	c.relname::text as "relation",
	a.attname::text as "column",
	t.typname::text as "type",
	t.typcategory::text as "category",
	has_column_privilege(c.oid, a.attnum, 'select') as "readable"
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.oid = to_regclass(case when $1::text is null then quote_ident($2::text)
		else quote_ident($1::text) || '.' || quote_ident($2::text) end)
	and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by a.attnum
