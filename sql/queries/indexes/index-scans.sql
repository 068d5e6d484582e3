-- Scans of index $1 on this server, since the start of its counters.
-- Since: 13. Needs: nothing. Cost: one look-up in shared memory; takes no lock.
select coalesce(pg_catalog.pg_stat_get_numscans($1::int8::oid), 0) as "scans"
