-- Has the statistics collector write its counters down, and waits until it has: what is asked within the next half second
-- finds them fresh.
-- Since: 13, up to 14 (from 15 on counters are in shared memory, and there is no collector). Needs: nothing.
-- Cost: reads the file, as every transaction that asks for counters does. The server sleeps 10 ms at a time until it is there.
select pg_stat_get_snapshot_timestamp() as "writtenAt"
