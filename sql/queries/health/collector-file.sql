-- Makes the statistics collector write its file and waits for it: queries in the next half second get fresh counters.
-- Since: 13, until 14 (15 keeps counters in shared memory). Needs: nothing.
-- Cost: reads the file, like every transaction that reads counters. The server sleeps in steps of 10 ms until it is there.
select pg_stat_get_snapshot_timestamp() as "writtenAt"
