-- As index-expressions.sql, with the expressions of CREATE STATISTICS from 14 on: objects that keep such statistics, and a
-- free name for a new one, cut at 63 bytes as the server does.
-- Since: 14. Needs: nothing. Cost: a deparse for each expression of the indexes and statistics objects of the table.
select
	e.place as "place",
	e.expression as "expression",
	coalesce(
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
		),
		(
			select pg_catalog.format('the statistics %I.%I', sn.nspname, s.stxname)
			from pg_catalog.pg_statistic_ext s
			join pg_catalog.pg_namespace sn on sn.oid = s.stxnamespace
			cross join pg_catalog.unnest(pg_catalog.pg_get_statisticsobjdef_expressions(s.oid)) x(expression)
			-- An index definition has extra parentheses around anything but a function call.
			where s.stxrelid = e.indrelid and e.expression in (x.expression, '(' || x.expression || ')')
			order by s.oid
			limit 1
		)
	) as "keptBy",
	(
		select pg_catalog.format('%I.%I', e.nspname, w.name)
		from pg_catalog.generate_series(0, 1000) c(turn)
		cross join lateral (
			select pg_catalog.format('%s_expression_%s%s', e.beginning, e.place, case when c.turn > 0 then '_' || c.turn end)
		) w(name)
		where not exists (
			select from pg_catalog.pg_statistic_ext s
			where s.stxnamespace = e.relnamespace and s.stxname = w.name
		)
		order by c.turn
		limit 1
	) as "name",
	e.table_name as "table"
from (
	select
		i.indexrelid,
		i.indrelid,
		k.place,
		c.relnamespace,
		n.nspname,
		pg_catalog.pg_get_indexdef(i.indexrelid, k.place, false) as expression,
		pg_catalog.format('%I.%I', tn.nspname, t.relname) as table_name,
		(
			select pg_catalog."left"(c.relname::text, l.characters)
			from pg_catalog.generate_series(pg_catalog.length(c.relname::text), 1, -1) l(characters)
			where pg_catalog.octet_length(pg_catalog."left"(c.relname::text, l.characters)) <= 44
			limit 1
		) as beginning
	from pg_catalog.pg_index i
	join pg_catalog.pg_class c on c.oid = i.indexrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	join pg_catalog.pg_class t on t.oid = i.indrelid
	join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
	cross join pg_catalog.generate_series(1, i.indnkeyatts::int) k(place)
	where i.indexrelid = $1::int8::oid and i.indkey[k.place - 1] = 0
) e
order by e.place
