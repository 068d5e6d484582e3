-- Counters and thresholds of autovacuum for each table, materialized view and TOAST table, with its storage parameters.
-- TOAST tables have counters and storage parameters of their own; without any they use those of their table
-- (do_autovacuum() in autovacuum.c). Empty TOAST tables are left out.
-- Parameter: one table, which is read with its TOAST, or null for all.
-- Since: 13; 18 adds frozen pages. Needs: nothing. Cost: a dozen look-ups in shared memory a table; takes no lock.
select
	c.oid::int8 as "oid",
	named.oid::int8 as "tableOid",
	n.nspname::text as "schema",
	named.relname::text as "name",
	c.relkind = 't' as "toast",
	c.relpages::int8 as "pages",
	null::int8 as "frozenPages", -- before 18
	c.relallfrozen::int8 as "frozenPages", -- since 18
	-- -1 before the first VACUUM or ANALYZE; autovacuum takes that as 0, as 13 writes it.
	greatest(c.reltuples, 0)::float8 as "rowsEstimate",
	pg_catalog.pg_stat_get_dead_tuples(c.oid) as "deadTuples",
	pg_catalog.pg_stat_get_ins_since_vacuum(c.oid) as "insertsSinceVacuum",
	pg_catalog.pg_stat_get_mod_since_analyze(c.oid) as "modifiedSinceAnalyze",
	-- 0 stands for a relation without rows to freeze.
	case when c.relfrozenxid <> '0' then pg_catalog.age(c.relfrozenxid) end as "xidAge",
	case when c.relminmxid <> '0' then pg_catalog.mxid_age(c.relminmxid) end as "mxidAge",
	(
		select pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
		from pg_catalog.pg_options_to_table(coalesce(c.reloptions, named.reloptions)) o
		where o.option_name like 'autovacuum%'
	) as "options",
	pg_catalog.pg_stat_get_last_vacuum_time(c.oid) as "lastVacuum",
	pg_catalog.pg_stat_get_last_autovacuum_time(c.oid) as "lastAutovacuum",
	pg_catalog.pg_stat_get_last_analyze_time(c.oid) as "lastAnalyze",
	pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid) as "lastAutoanalyze"
from pg_catalog.pg_class c
left join pg_catalog.pg_class owner on owner.reltoastrelid = c.oid and c.relkind = 't'
join pg_catalog.pg_class named on named.oid = coalesce(owner.oid, c.oid)
join pg_catalog.pg_namespace n on n.oid = named.relnamespace
where named.oid >= 16384
	and c.relkind in ('r', 'm', 't')
	and c.relpersistence <> 't'
	and (c.relkind <> 't' or c.relpages > 0 or pg_catalog.pg_stat_get_dead_tuples(c.oid) > 0)
	and ($1::int8 is null or named.oid = $1::int8)
