-- Leftovers of interrupted REINDEX CONCURRENTLY of index $1, named as SQL writes it: INVALID copies, named after it with
-- _ccnew, _ccnew1 and so on (_ccold where it was interrupted later); long names are cut to make room. A copy equals the
-- index in every part. Expressions are compared as texts, since their trees contain positions in the statement.
-- Since: 13. Needs: nothing. Cost: the indexes of one table.
select
	c.oid::int8 as "oid",
	format('%I.%I', n.nspname, c.relname) as "name"
from pg_index own
join pg_class o on o.oid = own.indexrelid
join pg_index i on i.indrelid = own.indrelid and i.indexrelid <> own.indexrelid
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (select regexp_replace(c.relname, '_cc(new|old)\d*$', '') as base) copied
where own.indexrelid = to_regclass($1::text)
	and not i.indisvalid
	and c.relnamespace = o.relnamespace
	and copied.base not in ('', c.relname)
	and (copied.base = o.relname or (starts_with(o.relname, copied.base) and octet_length(c.relname) >= 60))
	and c.relam = o.relam
	and i.indisunique = own.indisunique
	and i.indnkeyatts = own.indnkeyatts
	and i.indkey::text = own.indkey::text
	and i.indclass::text = own.indclass::text
	and i.indcollation::text = own.indcollation::text
	and i.indoption::text = own.indoption::text
	and pg_get_expr(i.indexprs, i.indrelid) is not distinct from pg_get_expr(own.indexprs, own.indrelid)
	and pg_get_expr(i.indpred, i.indrelid) is not distinct from pg_get_expr(own.indpred, own.indrelid)
order by c.oid
