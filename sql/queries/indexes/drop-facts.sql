-- Everything about index $1 that a drop depends on and an undo restores. Runs with an empty search_path, so that every
-- name in the definition is qualified. The server quotes the names.
-- pg_get_indexdef leaves out tablespace, comment, statistics targets and the CLUSTER mark (measured on 15).
-- Since: 13. Needs: nothing. Cost: one index.
select
	i.indexrelid::int8 as "oid",
	format('%I.%I', n.nspname, c.relname) as "name",
	c.relname::text as "plainName",
	n.nspname::text as "plainSchema",
	format('%I.%I', tn.nspname, t.relname) as "table",
	t.relname::text as "plainTable",
	pg_get_indexdef(i.indexrelid) as "definition",
	-- An empty default is the tablespace of the database; with another default that has to be said.
	case
		when s.oid is not null then quote_literal(s.spcname)
		when current_setting('default_tablespace') <> '' then quote_literal('')
	end as "tablespace",
	quote_literal(obj_description(i.indexrelid, 'pg_class')) as "comment",
	coalesce((
		select jsonb_agg(jsonb_build_object('column', a.attnum, 'target', a.attstattarget) order by a.attnum)
		from pg_attribute a
		-- Null since 17, -1 before, where the default applies.
		where a.attrelid = i.indexrelid and a.attstattarget >= 0
	), '[]') as "statistics",
	i.indisclustered as "clustered",
	i.indisvalid as "valid",
	pg_relation_size(i.indexrelid) as "sizeBytes",
	coalesce(pg_stat_get_numscans(i.indexrelid), 0) as "scans",
	coalesce(pg_stat_get_tuples_returned(i.indexrelid), 0) as "tuplesRead"
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class t on t.oid = i.indrelid
join pg_namespace tn on tn.oid = t.relnamespace
left join pg_tablespace s on s.oid = c.reltablespace
where i.indexrelid = $1::int8::oid
