-- Since when the statistics of this database are counted: their last reset, else unknown.
-- On 15 and later the counters begin with the database and stats_reset stays null until someone resets them; before
-- that it is set when the database is first used.
-- Since: 13. Needs: nothing. Cost: none.
select pg_stat_get_db_stat_reset_time(oid) as "since" from pg_database where datname = current_database()
