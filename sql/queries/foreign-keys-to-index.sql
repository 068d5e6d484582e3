-- Foreign keys of tables $1 (of all, where that is null) that no valid index serves, by beginning with their columns:
-- each delete or change on the other table scans this one. Names as SQL writes them, raw.
-- Those of partitions are their parents'. Since: 13. Needs: nothing. Cost: a look-up a foreign key.
select
	c.oid::int8 as "tableOid",
	format('%I.%I', n.nspname, c.relname) as "table",
	c.relname::text as "plainTable",
	f.conname::text as "name",
	format('%I.%I', rn.nspname, r.relname) as "references",
	-- The most distinctive column first would be guessing: they are in the order of the key.
	to_jsonb(array(
		select a.attname::text
		from unnest(f.conkey) with ordinality k(attnum, place)
		join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum
		order by k.place
	)) as "columns",
	to_jsonb(array(
		select pg_catalog.quote_ident(a.attname)
		from unnest(f.conkey) with ordinality k(attnum, place)
		join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum
		order by k.place
	)) as "quotedColumns"
from pg_catalog.pg_constraint f
join pg_catalog.pg_class c on c.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class r on r.oid = f.confrelid
join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
where f.contype = 'f'
	and f.conparentid = 0
	and ($1::int8[] is null or f.conrelid = any ($1::int8[]::oid[]))
	and n.nspname not in ('pg_catalog', 'information_schema')
	and n.nspname !~ '^pg_temp_'
	and not exists (
		select from pg_catalog.pg_index i
		where i.indrelid = f.conrelid
			and i.indisvalid
			and i.indpred is null
			and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
	)
order by n.nspname, c.relname, f.conname
