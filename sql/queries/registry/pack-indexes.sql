-- Indexes in the schemas of the registry pack, in parts so that they can be compared: each key with its operator class
-- (null: the default), collation (null: that of its column) and order. With $1 (a JSON list of schema.name) only indexes
-- on those tables, or with one of those names.
-- Run with an empty search_path, so that types in expressions are qualified. Indexes of partitions are left out, since they
-- follow the index of their table.
-- Since: 13. Needs: pg_monitor, to see which index another role is building. Cost: a deparse an index.
select
	n.nspname || '.' || c.relname as "name",
	format('%I.%I', n.nspname, c.relname) as "sqlName",
	tn.nspname || '.' || t.relname as "table",
	c.relkind = 'I' as "partitioned",
	am.amname::text as "method",
	i.indisunique as "unique",
	i.indimmediate as "immediate",
	(
		select jsonb_agg(jsonb_build_object(
			'text', pg_get_indexdef(i.indexrelid, k.position::int, false),
			'opclass', case when not o.opcdefault then o.opcname end,
			'collation', case
				when i.indcollation[k.position - 1] not in (0, 100, coalesce(a.attcollation, 0))
					then (select l.collname from pg_collation l where l.oid = i.indcollation[k.position - 1])
			end,
			'descending', i.indoption[k.position - 1] & 1 = 1,
			'nullsFirst', i.indoption[k.position - 1] & 2 = 2
		) order by k.position)
		from generate_series(1, i.indnkeyatts) k(position)
		left join pg_opclass o on o.oid = i.indclass[k.position - 1]
		left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.position - 1]
	) as "keys",
	coalesce((
		select jsonb_agg(pg_get_indexdef(i.indexrelid, k.position::int, false) order by k.position)
		from generate_series(i.indnkeyatts + 1, i.indnatts) k(position)
	), '[]') as "include",
	pg_get_expr(i.indpred, i.indrelid) as "predicate",
	coalesce(to_jsonb(c.reloptions), '[]') as "options",
	i.indisvalid and i.indisready and i.indislive as "valid",
	exists (select from pg_constraint x where x.conindid = i.indexrelid and x.contype <> 'f') as "ofConstraint",
	-- A role that may not see which index another role builds still sees that it builds one in this database.
	exists (
		select from pg_stat_progress_create_index p
		where p.datname = current_database() and coalesce(p.index_relid in (i.indexrelid, 0), true)
			and coalesce(p.relid = i.indrelid, true)
	) as "building",
	coalesce((
		select jsonb_agg(distinct a.attname)
		from pg_depend d
		join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
		where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
			and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid > 0
	), '[]') as "columns"
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class t on t.oid = i.indrelid
join pg_namespace tn on tn.oid = t.relnamespace
join pg_am am on am.oid = c.relam
where n.nspname in ('public', 'mcp')
	and not c.relispartition
	and ($1::text is null or exists (
		select from jsonb_array_elements_text($1::text::jsonb) wanted(name)
		where wanted.name in (tn.nspname || '.' || t.relname, n.nspname || '.' || c.relname)
	))
	and ($1::text is not null or t.relname not in ('schema_migrations', 'pgdeck_migrations'))
