-- Dead, reusable and live bytes of a heap or a TOAST table. `measured` is the result of pgstattuple_approx(), called in
-- the schema of its extension.
-- Since: 13. Needs: pgstattuple, and pg_stat_scan_tables, which pg_monitor has. Cost: reads each page that is not
-- all-visible, and the free space map of the others.
select
	table_len as "bytes",
	approx_tuple_count::float8 as "tuples",
	approx_tuple_len::float8 as "liveBytes",
	dead_tuple_count::float8 as "deadTuples",
	dead_tuple_len::float8 as "deadBytes",
	approx_free_space::float8 as "freeBytes",
	scanned_percent::float8 / 100 as "scannedShare"
from measured
