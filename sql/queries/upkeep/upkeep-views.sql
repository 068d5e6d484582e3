-- Materialized views, and whether they can be refreshed while they are read: that takes a unique index on plain columns
-- of all rows.
-- Since: 13. Needs: nothing. Cost: the catalog.
-- Who may refresh: the owner, and from 17 on whoever has MAINTAIN (of which older servers do not know the word).
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
