-- Checkpoints and buffer writes; writes by backends are in pg_stat_io.
-- Since: 17, with pg_stat_checkpointer. Needs: nothing. Cost: none.
select
	c.num_timed as "timed",
	c.num_requested as "requested",
	c.restartpoints_done as "restartpoints",
	c.write_time as "writeMs",
	c.sync_time as "syncMs",
	c.buffers_written as "buffersCheckpoint",
	b.buffers_clean as "buffersCleaner",
	null::int8 as "buffersBackend",
	b.maxwritten_clean as "cleanerStopped",
	b.buffers_alloc as "buffersAllocated",
	c.stats_reset as "statsReset"
from pg_catalog.pg_stat_checkpointer c, pg_catalog.pg_stat_bgwriter b
