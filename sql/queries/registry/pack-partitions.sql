-- The partitions of the tables in $1 (a JSON list of schema.name), and the indexes of the table of which each partition
-- has its part.
-- Since: 13. Needs: nothing. Cost: some look-ups and a stat() a partition. A partition that a session has locked ACCESS
-- EXCLUSIVE, or waits to lock, has no size.
with locked as materialized (
	select distinct relation
	from pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database())
)
select
	n.nspname || '.' || c.relname as "table",
	pn.nspname || '.' || p.relname as "name",
	format('%I.%I', pn.nspname, p.relname) as "sqlName",
	quote_ident(pn.nspname) as "schema",
	p.relkind = 'r' as "plain",
	case when p.oid not in (select relation from locked) then pg_table_size(p.oid) end as "sizeBytes",
	coalesce((
		select jsonb_agg(xn.nspname || '.' || x.relname)
		from pg_index i
		join pg_inherits ih on ih.inhrelid = i.indexrelid
		join pg_class x on x.oid = ih.inhparent
		join pg_namespace xn on xn.oid = x.relnamespace
		where i.indrelid = p.oid and i.indisvalid
	), '[]') as "attached"
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_inherits h on h.inhparent = c.oid
join pg_class p on p.oid = h.inhrelid
join pg_namespace pn on pn.oid = p.relnamespace
where c.relkind = 'p'
	and n.nspname || '.' || c.relname in (select jsonb_array_elements_text($1::text::jsonb))
order by 1, 2
