-- How far session $1 is: with building an index, VACUUM, ANALYZE, VACUUM FULL or CLUSTER.
-- Since: 13. Needs: pg_monitor for other roles' runs. Cost: none.
select
	p.phase::text as "phase",
	p.blocks_done::float8 as "blocksDone",
	p.blocks_total::float8 as "blocksTotal",
	p.tuples_done::float8 as "tuplesDone",
	p.tuples_total::float8 as "tuplesTotal",
	p.lockers_done::int as "lockersDone",
	p.lockers_total::int as "lockersTotal"
from pg_catalog.pg_stat_progress_create_index p
where p.pid = $1::int
union all
select
	v.phase::text,
	case v.phase when 'vacuuming heap' then v.heap_blks_vacuumed else v.heap_blks_scanned end::float8,
	v.heap_blks_total::float8, 0, 0, 0, 0
from pg_catalog.pg_stat_progress_vacuum v
where v.pid = $1::int
union all
select a.phase::text, a.sample_blks_scanned::float8, a.sample_blks_total::float8, 0, 0, 0, 0
from pg_catalog.pg_stat_progress_analyze a
where a.pid = $1::int
union all
select c.phase::text, c.heap_blks_scanned::float8, c.heap_blks_total::float8, 0, 0, 0, 0
from pg_catalog.pg_stat_progress_cluster c
where c.pid = $1::int
