-- WAL counters. Version 18 moved writes and syncs to pg_stat_io: read by name, null where absent.
-- Since: 14. Needs: nothing. Cost: none.
select
	w.wal_records as "records",
	w.wal_fpi as "fullPages",
	w.wal_bytes as "bytes",
	w.wal_buffers_full as "buffersFull",
	(to_jsonb(w) ->> 'wal_write')::int8 as "writes",
	(to_jsonb(w) ->> 'wal_sync')::int8 as "syncs",
	w.stats_reset as "statsReset"
from pg_catalog.pg_stat_wal w
