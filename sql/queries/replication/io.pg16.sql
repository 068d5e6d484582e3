-- I/O by process type. Version 18 counts bytes; before, they are operations times op_bytes.
-- Since: 16. Needs: nothing. Cost: about a hundred rows, without the empty ones.
select
	i.backend_type as "backend",
	i.object as "object",
	i.context as "context",
	i.reads as "reads",
	coalesce((to_jsonb(i) ->> 'read_bytes')::float8, i.reads * (to_jsonb(i) ->> 'op_bytes')::float8) as "readBytes",
	i.read_time as "readMs",
	i.writes as "writes",
	coalesce((to_jsonb(i) ->> 'write_bytes')::float8, i.writes * (to_jsonb(i) ->> 'op_bytes')::float8) as "writeBytes",
	i.write_time as "writeMs",
	coalesce((to_jsonb(i) ->> 'extend_bytes')::float8, i.extends * (to_jsonb(i) ->> 'op_bytes')::float8) as "extendBytes",
	i.hits as "hits",
	i.evictions as "evictions",
	i.fsyncs as "fsyncs",
	i.stats_reset as "statsReset"
from pg_catalog.pg_stat_io i
where coalesce(i.reads, 0) + coalesce(i.writes, 0) + coalesce(i.extends, 0) + coalesce(i.hits, 0) + coalesce(i.fsyncs, 0) > 0
