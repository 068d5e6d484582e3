-- The VACUUMs that run on this server, those of autovacuum among them, and how far each is.
-- 17 keeps dead tuples in a radix tree, told in bytes, and counts indexes.
-- Since: 17. Needs: pg_monitor for those of other roles. Cost: a walk over the sessions; takes no lock.
select
	v.pid,
	v.datname::text as "database",
	v.datname = pg_catalog.current_database() as "here",
	v.relid::int8 as "oid",
	n.nspname::text as "schema",
	coalesce(t.relname, c.relname)::text as "name",
	t.oid is not null as "toast",
	v.phase,
	v.heap_blks_total as "pages",
	v.heap_blks_scanned as "pagesScanned",
	v.heap_blks_vacuumed as "pagesVacuumed",
	v.index_vacuum_count as "indexRounds",
	v.indexes_total as "indexesTotal",
	v.indexes_processed as "indexesDone",
	v.dead_tuple_bytes as "deadBytes",
	v.max_dead_tuple_bytes as "deadBytesMost",
	a.xact_start as "startedAt",
	a.usename::text as "user",
	a.backend_type = 'autovacuum worker' as "automatic",
	a.backend_type = 'autovacuum worker' and a.query like '%(to prevent wraparound)' as "againstWraparound"
from pg_catalog.pg_stat_progress_vacuum v
left join pg_catalog.pg_stat_activity a on a.pid = v.pid
left join pg_catalog.pg_class c on c.oid = v.relid and v.datname = pg_catalog.current_database()
left join pg_catalog.pg_class t on t.reltoastrelid = c.oid and c.relkind = 't'
left join pg_catalog.pg_namespace n on n.oid = coalesce(t.relnamespace, c.relnamespace)
order by a.xact_start
