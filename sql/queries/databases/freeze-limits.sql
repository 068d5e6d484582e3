-- The ages that force an autovacuum, and the time of the reading.
-- Since: 13. Needs: nothing. Cost: none.
select
	clock_timestamp() as "serverTime",
	pg_catalog.current_setting('autovacuum_freeze_max_age')::int as "freezeMaxAge",
	pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::int as "multixactFreezeMaxAge",
	pg_catalog.current_setting('data_checksums') as "checksums",
	pg_catalog.current_setting('track_io_timing') = 'on' as "ioTiming"
