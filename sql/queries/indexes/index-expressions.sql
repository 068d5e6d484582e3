-- The expressions of index $1, and the other index of its table, not among $2, that keeps the statistics of each as well. A
-- partial index does not: it has those of some rows. Runs with an empty search_path, so that every name is qualified.
-- Since: 13, which keeps statistics of expressions for indexes only. Needs: nothing. Cost: a deparse for each expression
-- of the indexes of the table.
select
	e.place as "place",
	e.expression as "expression",
	(
		select pg_catalog.format('the index %I.%I', its.nspname, oc.relname)
		from pg_catalog.pg_index o
		join pg_catalog.pg_class oc on oc.oid = o.indexrelid
		join pg_catalog.pg_namespace its on its.oid = oc.relnamespace
		cross join pg_catalog.generate_series(1, o.indnkeyatts::int) p(place)
		where o.indrelid = e.indrelid
			and o.indisvalid
			and o.indpred is null
			and o.indexrelid <> e.indexrelid
			and o.indexrelid <> all ($2::int8[]::oid[])
			and o.indkey[p.place - 1] = 0
			and pg_catalog.pg_get_indexdef(o.indexrelid, p.place, false) = e.expression
		order by o.indexrelid
		limit 1
	) as "keptBy",
	null as "name",
	e.table_name as "table"
from (
	select
		i.indexrelid,
		i.indrelid,
		k.place,
		pg_catalog.pg_get_indexdef(i.indexrelid, k.place, false) as expression,
		pg_catalog.format('%I.%I', n.nspname, t.relname) as table_name
	from pg_catalog.pg_index i
	join pg_catalog.pg_class t on t.oid = i.indrelid
	join pg_catalog.pg_namespace n on n.oid = t.relnamespace
	cross join pg_catalog.generate_series(1, i.indnkeyatts::int) k(place)
	where i.indexrelid = $1::int8::oid and i.indkey[k.place - 1] = 0
) e
order by e.place
