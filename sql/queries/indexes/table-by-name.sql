-- Tables and materialized views matching $1: as SQL reads the name ($2: whether it can be parsed so), and those with
-- exactly that name, with or without the schema, since a shell removes quotes.
-- Since: 13. Needs: nothing. Cost: every name in pg_class.
select
	c.oid::int8 as "oid",
	format('%I.%I', n.nspname, c.relname) as "name",
	case
		-- The schemas that the list of tables leaves out.
		when n.nspname in ('pg_catalog', 'information_schema') then 'a table of the system''s own catalogs'
		when n.nspname = 'pg_toast' then 'a TOAST table'
		when n.nspname ~ '^pg_(temp|toast_temp)_' then 'a temporary table'
	end as "apart"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
	and (
		c.oid = case when $2::bool then to_regclass($1::text) end
		or (c.relname = $1::text and pg_catalog.pg_table_is_visible(c.oid))
		or n.nspname || '.' || c.relname = $1::text
	)
order by 2
