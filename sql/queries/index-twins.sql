-- Which of the indexes $1 does another of them stand in for: same table and method, its keys the first of the other's
-- (all of them, where the method is not btree), each with operator class, collation and order, or all orders turned
-- around; same predicate, and what it INCLUDEs among the other's columns. Of two that are the same, the younger.
-- Since: 13. Needs: nothing. Cost: a deparse a column of these indexes.
with chosen as materialized (
	select
		i.indexrelid, i.indrelid, c.relam, am.amname, i.indnkeyatts::int as keys, i.indnatts, i.indisunique,
		i.indkey::int2[] as columns,
		(
			select array_agg(
				row(pg_catalog.pg_get_indexdef(i.indexrelid, k, false), i.indclass[k - 1], i.indcollation[k - 1])::text order by k
			)
			from generate_series(1, i.indnkeyatts) k
		) as parts,
		(select array_agg(i.indoption[k - 1]::int order by k) from generate_series(1, i.indnkeyatts) k) as orders,
		(select array_agg(i.indoption[k - 1]::int # 3 order by k) from generate_series(1, i.indnkeyatts) k) as turned,
		coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), '') as predicate
	from pg_catalog.pg_index i
	join pg_catalog.pg_class c on c.oid = i.indexrelid
	join pg_catalog.pg_am am on am.oid = c.relam
	where i.indexrelid = any ($1::int8[]::oid[]) and i.indisvalid
)
select a.indexrelid::int8 as "oid", b.indexrelid::int8 as "other"
from chosen a
join chosen b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid and b.relam = a.relam
where a.keys <= b.keys
	and (a.keys = b.keys or a.amname = 'btree')
	and a.parts = b.parts[1:a.keys]
	and (a.orders = b.orders[1:a.keys] or (a.amname = 'btree' and a.turned = b.orders[1:a.keys]))
	and a.predicate = b.predicate
	and a.columns[a.keys:] <@ b.columns
	and (a.keys < b.keys or a.indnatts < b.indnatts or a.indexrelid > b.indexrelid)
