-- As index-counters.sql, with the time of the last scan that PostgreSQL 16 began to keep.
-- Since: 16. Needs: nothing. Cost: four look-ups in shared memory an index; takes no lock.
select
	s.indexrelid::int8 as "oid",
	s.idx_scan as "scans",
	s.idx_tup_read as "tuplesRead",
	s.last_idx_scan as "lastScan"
from pg_stat_user_indexes s
