-- The scan counters of each index of this database, since their start.
-- The functions behind pg_stat_user_indexes, without its joins for names. Only objects of initdb have oids below 16384
-- (FirstNormalObjectId). Includes indexes of TOAST and temporary tables: a filter would cost more than reading them.
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
