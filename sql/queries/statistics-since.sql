-- Since when the statistics of this database are counted: their last reset, else unknown.
-- On 15 and later the counters begin with the database and stats_reset stays null until someone resets them; before
-- that it is set when the database is first used.
-- Since: 13. Needs: nothing. Cost: none.
select stats_reset as "since" from pg_stat_database where datname = current_database()
