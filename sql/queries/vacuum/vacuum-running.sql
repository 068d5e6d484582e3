-- Running VACUUMs on this server, including autovacuum, with their progress.
-- Up to 16, a dead tuple takes six bytes of memory. 17 keeps dead tuples in a radix tree and reports its bytes.
-- Since: 13; 17 adds the number of indexes. Needs: pg_monitor for the VACUUMs of other roles.
-- Cost: one pass over the sessions; takes no lock.
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
	null::int8 as "indexesTotal", -- before 17
	null::int8 as "indexesDone", -- before 17
	(v.num_dead_tuples * 6)::int8 as "deadBytes", -- before 17
	(v.max_dead_tuples * 6)::int8 as "deadBytesMost", -- before 17
	v.indexes_total as "indexesTotal", -- since 17
	v.indexes_processed as "indexesDone", -- since 17
	v.dead_tuple_bytes as "deadBytes", -- since 17
	v.max_dead_tuple_bytes as "deadBytesMost", -- since 17
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
