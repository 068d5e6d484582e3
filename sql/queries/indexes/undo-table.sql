-- Whether this role can build an index on table $1, named as SQL writes it, and in which tablespace it would be.
-- Since: 13. Needs: nothing. Cost: a look-up.
select
	t.oid is not null as "there",
	coalesce(pg_has_role(t.relowner, 'usage'), false) as "owned",
	quote_ident(n.nspname) as "schema",
	coalesce(has_schema_privilege(n.oid, 'create'), false) as "mayCreate",
	exists (
		select from pg_stat_progress_create_index p
		where p.relid = t.oid and p.datname = current_database()
	) as "building",
	current_setting('default_tablespace') <> '' as "elsewhere"
from (select to_regclass($1::text) as oid) named
left join pg_class t on t.oid = named.oid and t.relkind in ('r', 'p', 'm')
left join pg_namespace n on n.oid = t.relnamespace
