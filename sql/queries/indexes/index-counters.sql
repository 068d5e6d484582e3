-- What each index of this database has been used for since the statistics began: counters only.
-- The functions behind pg_stat_user_indexes, without its joins for names that do not change. Objects of initdb have
-- numbers below 16384 (FirstNormalObjectId), those of users never. Indexes of TOAST and temporary tables come along:
-- to leave them out would cost more than to read them.
-- Since: 13; 16 adds the time of the last scan. Needs: nothing. Cost: two or three look-ups in shared memory per index;
-- takes no lock.
select
	i.indexrelid::int8 as "oid",
	i.indisvalid as "valid",
	pg_stat_get_numscans(i.indexrelid) as "scans",
	pg_stat_get_tuples_returned(i.indexrelid) as "tuplesRead",
	null as "lastScan" -- before 16
	pg_stat_get_lastscan(i.indexrelid) as "lastScan" -- since 16
from pg_index i
where i.indexrelid >= 16384
