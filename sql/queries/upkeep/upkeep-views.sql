-- Materialized views, and whether they can be refreshed CONCURRENTLY: that requires a unique index on plain columns
-- without a WHERE clause.
-- Since: 13. Needs: nothing. Cost: the catalog.
-- REFRESH is allowed to the owner, and since 17 with MAINTAIN, a word that older servers do not know.
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	format('%I.%I', n.nspname, c.relname) as "quoted",
	quote_ident(pg_get_userbyid(c.relowner)) as "owner",
	c.relispopulated as "populated",
	exists (
		select from pg_index i
		where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate
			and i.indpred is null and i.indexprs is null
	) as "concurrently",
	case
		when current_setting('server_version_num')::int >= 170000 then has_table_privilege(c.oid, 'MAINTAIN')
		else pg_has_role(c.relowner, 'usage')
	end as "mayRefresh"
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'm'
	and c.oid >= 16384
order by n.nspname, c.relname
