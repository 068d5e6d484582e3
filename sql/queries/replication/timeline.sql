-- The timeline that this primary writes: a failover begins a new one, on a server with counters of its own.
-- Since: 13. Needs: nothing; fails on a standby. Cost: none.
select ('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8))::bit(32)::int as "timeline"
