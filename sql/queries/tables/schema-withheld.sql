-- The schema in the name $1, if this role has no USAGE on it: looking up the name fails then.
-- Since: 13. Needs: nothing. Cost: a look-up.
select
	pg_catalog.quote_ident(n.nspname) as "schema",
	pg_catalog.quote_ident(current_user) as "role"
from pg_catalog.parse_ident($1::text) as named(parts)
join pg_catalog.pg_namespace n on n.nspname = named.parts[pg_catalog.cardinality(named.parts) - 1]::name
where not pg_catalog.has_schema_privilege(n.oid, 'usage')
