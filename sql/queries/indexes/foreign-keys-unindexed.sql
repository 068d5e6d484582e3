-- Foreign keys (of the tables $1 only, unless null) without an index on their columns, in any order: each deleted row and
-- each changed key of the referenced table scans this one. A foreign key of a partition is listed once, for the table
-- that defines it. An INVALID index does not count, nor one whose operator families have no equality for the key, one
-- with another collation, or BRIN and bloom, which read many rows to find one. As in index-catalog.sql.
-- Since: 13. Needs: nothing. Cost: the indexes of each table with a foreign key; takes no lock.
select
	f.oid::int8 as "oid",
	f.conrelid::int8 as "tableOid",
	n.nspname::text as "schema",
	c.relname::text as "table",
	f.conname::text as "constraint",
	pg_catalog.format('%I.%I', n.nspname, c.relname) as "quotedTable",
	pg_catalog.format('%I.%I', rn.nspname, r.relname) as "references",
	k.columns as "columns",
	k.quoted as "quotedColumns",
	c.relkind = 'p' as "partitioned",
	-- Unknown is -1 since 14, and 0 without pages before.
	case when c.reltuples > 0 or (c.reltuples = 0 and c.relpages > 0) then c.reltuples::float8 end as "rowsEstimate",
	case when c.relkind <> 'p' and (
		c.relpages > 0 or (c.reltuples = 0 and pg_catalog.current_setting('server_version_num')::int >= 140000)
	) then c.relpages::int8 * pg_catalog.current_setting('block_size')::int end as "tableBytes"
from pg_catalog.pg_constraint f
join pg_catalog.pg_class c on c.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class r on r.oid = f.confrelid
join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
cross join lateral (
	-- In the order of the key: the best order is a guess.
	select
		pg_catalog.to_jsonb(pg_catalog.array_agg(a.attname::text order by u.place)) as columns,
		pg_catalog.to_jsonb(pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) order by u.place)) as quoted
	from pg_catalog.unnest(f.conkey) with ordinality u(number, place)
	join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.number
) k
where f.contype = 'f'
	and f.conparentid = 0
	and ($1::int8[] is null or f.conrelid = any ($1::int8[]::oid[]))
	and n.nspname !~ '^pg_temp_'
	and not exists (
		select from pg_catalog.pg_index i
		join pg_catalog.pg_class ic on ic.oid = i.indexrelid
		join pg_catalog.pg_am am on am.oid = ic.relam
		where i.indrelid = f.conrelid
			and i.indisvalid
			and i.indpred is null
			and am.amname not in ('brin', 'bloom')
			and i.indnkeyatts >= pg_catalog.cardinality(f.conkey)
			and (i.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1] operator(pg_catalog.@>) f.conkey
			and not exists (
				select from pg_catalog.generate_subscripts(f.conkey, 1) u(place)
				join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[u.place]
				join pg_catalog.pg_operator o on o.oid = f.conpfeqop[u.place]
				where not exists (
					select from pg_catalog.generate_series(0, pg_catalog.cardinality(f.conkey) - 1) p(place)
					join pg_catalog.pg_opclass class on class.oid = i.indclass[p.place]
					join pg_catalog.pg_amop served on served.amopfamily = class.opcfamily
						and served.amopopr = o.oprcom
						and served.amoppurpose = 's'
					where i.indkey[p.place] = a.attnum and i.indcollation[p.place] = a.attcollation
				)
			)
	)
order by n.nspname, c.relname, f.conname
