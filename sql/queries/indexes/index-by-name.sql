-- Indexes matching $1: as SQL reads the name ($2: whether it can be parsed so), and those with exactly that name, with or
-- without the schema, since a shell removes quotes.
-- Since: 13. Needs: nothing. Cost: every name in pg_class.
select
	c.oid::int8 as "oid",
	format('%I.%I', n.nspname, c.relname) as "name",
	case
		-- The schemas that the list of indexes leaves out.
		when n.nspname in ('pg_catalog', 'information_schema') then 'an index of the system''s own catalogs'
		when n.nspname = 'pg_toast' then 'the index of a TOAST table'
		when n.nspname ~ '^pg_(temp|toast_temp)_' then 'an index of a temporary table'
		when n.nspname ~ '^_timescaledb_'
			or n.nspname in ('citus', 'citus_internal', 'columnar', 'columnar_internal')
			then 'an index that its extension keeps for itself'
	end as "apart"
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('i', 'I')
	and (
		c.oid = case when $2::bool then to_regclass($1::text) end
		or (c.relname = $1::text and pg_table_is_visible(c.oid))
		or n.nspname || '.' || c.relname = $1::text
	)
order by 2
