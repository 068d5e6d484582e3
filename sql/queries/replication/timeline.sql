-- The timeline of this primary. A failover starts a new one, on a server with its own counters.
-- Since: 13. Needs: nothing; fails on a standby. Cost: none.
select ('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8))::bit(32)::int as "timeline"
