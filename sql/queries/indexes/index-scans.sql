-- How often index $1 was scanned here, since its counters began.
-- Since: 13. Needs: nothing. Cost: one look-up in shared memory; takes no lock.
select coalesce(pg_catalog.pg_stat_get_numscans($1::int8::oid), 0) as "scans"
