-- As index-counters.sql, with the time of the last scan that PostgreSQL 16 began to keep.
-- Since: 16. Needs: nothing. Cost: three look-ups in shared memory an index; takes no lock.
select
	i.indexrelid::int8 as "oid",
	i.indisvalid as "valid",
	pg_stat_get_numscans(i.indexrelid) as "scans",
	pg_stat_get_tuples_returned(i.indexrelid) as "tuplesRead",
	pg_stat_get_lastscan(i.indexrelid) as "lastScan"
from pg_index i
where i.indexrelid >= 16384
