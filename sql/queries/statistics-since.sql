-- Since when the statistics of this database are counted: their last reset where one is recorded. From 15 on none is
-- until someone calls pg_stat_reset(), and a crash throws the counters away without recording anything (pgstat.c:
-- pgstat_discard_stats). No crash has happened since the checkpointer began, which every recovery starts anew: since
-- then, at least, they count.
-- Since: 13. Needs: pg_monitor to see the checkpointer; without it null. Cost: none, or one look at the backends.
select
	coalesce(
		pg_stat_get_db_stat_reset_time(d.oid),
		(select min(a.backend_start) from pg_stat_get_activity(null) a where a.backend_type = 'checkpointer')
	) as "at",
	pg_stat_get_db_stat_reset_time(d.oid) is not null as "reset"
from pg_database d
where d.datname = current_database()
