-- Checkpoints and buffer writes.
-- Since: 13, until 16. Needs: nothing. Cost: none.
select
	b.checkpoints_timed as "timed",
	b.checkpoints_req as "requested",
	null::int8 as "restartpoints",
	b.checkpoint_write_time as "writeMs",
	b.checkpoint_sync_time as "syncMs",
	b.buffers_checkpoint as "buffersCheckpoint",
	b.buffers_clean as "buffersCleaner",
	b.buffers_backend as "buffersBackend",
	b.maxwritten_clean as "cleanerStopped",
	b.buffers_alloc as "buffersAllocated",
	b.stats_reset as "statsReset"
from pg_catalog.pg_stat_bgwriter b
