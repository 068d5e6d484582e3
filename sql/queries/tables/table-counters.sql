-- Cumulative statistics of each table and materialized view.
-- Uses the functions behind pg_stat_user_tables, since the view first joins and groups all indexes.
-- Objects created by initdb have oids below 16384 (FirstNormalObjectId), user objects never.
-- Since: 13. Needs: nothing. Cost: eleven look-ups in shared memory a table; takes no lock.
select
	c.oid::int8 as "oid",
	pg_stat_get_live_tuples(c.oid) as "liveTuples",
	pg_stat_get_dead_tuples(c.oid) as "deadTuples",
	pg_stat_get_mod_since_analyze(c.oid) as "modifiedSinceAnalyze",
	pg_stat_get_tuples_inserted(c.oid) as "inserts",
	pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
		as "writes",
	pg_stat_get_last_vacuum_time(c.oid) as "lastVacuum",
	pg_stat_get_last_autovacuum_time(c.oid) as "lastAutovacuum",
	pg_stat_get_last_analyze_time(c.oid) as "lastAnalyze",
	pg_stat_get_last_autoanalyze_time(c.oid) as "lastAutoanalyze"
from pg_class c
where c.oid >= 16384
	and c.relkind in ('r', 'm')
	and c.relpersistence <> 't'
