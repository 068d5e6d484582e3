-- What each index of this database has been used for since the statistics began: counters only.
-- Since: 13. Needs: nothing. Cost: three look-ups in shared memory an index; takes no lock.
select
	s.indexrelid::int8 as "oid",
	s.idx_scan as "scans",
	s.idx_tup_read as "tuplesRead",
	null as "lastScan"
from pg_stat_user_indexes s
