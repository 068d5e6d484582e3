-- How far session $1 is with building an index.
-- Since: 13. Needs: pg_monitor for other roles' builds. Cost: none.
select
	p.phase::text as "phase",
	p.blocks_done::float8 as "blocksDone",
	p.blocks_total::float8 as "blocksTotal",
	p.tuples_done::float8 as "tuplesDone",
	p.tuples_total::float8 as "tuplesTotal",
	p.lockers_done::int as "lockersDone",
	p.lockers_total::int as "lockersTotal"
from pg_stat_progress_create_index p
where p.pid = $1::int
