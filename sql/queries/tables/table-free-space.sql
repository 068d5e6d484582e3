-- Reusable space inside tables by the free space map of the last VACUUM: in steps of 32 bytes, and partly lost in a crash.
-- `pages` has the free bytes of an evenly spread sample of pages of each table; the total is extrapolated.
-- Since: 13. Needs: pg_freespacemap, and pg_stat_scan_tables, which pg_monitor has.
-- Cost: two microseconds a sampled page.
select
	oid::int8 as "oid",
	(sum(free) / count(*) * max(total))::float8 as "freeBytes",
	count(*) < max(total) as "sampled"
from pages
group by oid
