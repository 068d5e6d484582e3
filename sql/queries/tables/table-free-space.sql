-- What the free space map says is reusable inside of tables, as VACUUM left it there: in steps of 32 bytes, and lost in
-- part by a crash. `pages` gives for each page that is looked at its table and its free bytes: up to so many of each,
-- evenly spread, from which the whole is told.
-- Since: 13. Needs: pg_freespacemap, and pg_stat_scan_tables, which pg_monitor has.
-- Cost: two microseconds a page that is looked at.
select
	oid::int8 as "oid",
	(sum(free) / count(*) * max(total))::float8 as "freeBytes",
	count(*) < max(total) as "sampled"
from pages
group by oid
