-- Foreign keys whose columns no index begins with, in any order: each row that is deleted on the other table, and each
-- key that is changed there, scans this one. Those of a partition are told once, of its table.
-- Since: 13. Needs: nothing. Cost: a look at the indexes of each table with a foreign key; takes no lock.
select
	f.oid::int8 as "oid",
	f.conrelid::int8 as "tableOid",
	n.nspname::text as "schema",
	c.relname::text as "table",
	f.conname::text as "constraint",
	pg_catalog.format('%I.%I', rn.nspname, r.relname) as "references",
	k.columns as "columns",
	c.relkind = 'p' as "partitioned",
	-- Not known: -1 since 14, before that 0 with no page.
	case when c.reltuples > 0 or (c.reltuples = 0 and c.relpages > 0) then c.reltuples::float8 end as "rowsEstimate",
	case when c.relkind <> 'p' then c.relpages::int8 * pg_catalog.current_setting('block_size')::int end as "tableBytes",
	-- CONCURRENTLY is not for partitioned tables (documentation of CREATE INDEX).
	pg_catalog.format(
		case when c.relkind = 'p' then 'CREATE INDEX ON %I.%I (%s)' else 'CREATE INDEX CONCURRENTLY ON %I.%I (%s)' end,
		n.nspname, c.relname, k.quoted
	) as "suggestion"
from pg_catalog.pg_constraint f
join pg_catalog.pg_class c on c.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class r on r.oid = f.confrelid
join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
cross join lateral (
	select
		pg_catalog.string_agg(a.attname::text, ', ' order by u.place) as columns,
		pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.place) as quoted
	from pg_catalog.unnest(f.conkey) with ordinality u(number, place)
	join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.number
) k
where f.contype = 'f'
	and f.conparentid = 0
	and not c.relispartition
	and not exists (
		select from pg_catalog.pg_index i
		where i.indrelid = f.conrelid
			and i.indisvalid
			and i.indpred is null
			and (i.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1] operator(pg_catalog.@>) f.conkey
	)
