-- Tables, materialized views and partitioned tables whose planner statistics are due: no ANALYZE is recorded, or more rows
-- changed since then than the autovacuum thresholds allow (server parameters and those of the table). Tables that this
-- role may ANALYZE come first, so that a limit does not cut them off; then those with most changes.
-- A crash or a reset of the counters erases the recorded times.
-- $1 true: all tables, due or not. $2: limit.
-- A partitioned table has statistics of its own, which autovacuum never gathers; before 14 their time is not recorded.
-- Since: 13. Needs: nothing. Cost: some look-ups in shared memory a table; takes no lock.
-- ANALYZE is allowed to the owner of the table or the database, and since 17 with MAINTAIN.
with known as (
	select
		c.oid,
		n.nspname,
		c.relname,
		c.relowner,
		c.relkind,
		greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) as analyzed_at,
		coalesce(pg_stat_get_mod_since_analyze(c.oid), 0) as changed,
		coalesce(own.threshold, current_setting('autovacuum_analyze_threshold')::float8)
			+ coalesce(own.factor, current_setting('autovacuum_analyze_scale_factor')::float8) * greatest(c.reltuples, 0)
			as limit_rows
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	left join lateral (
		select
			max(o.option_value::float8) filter (where o.option_name = 'autovacuum_analyze_threshold') as threshold,
			max(o.option_value::float8) filter (where o.option_name = 'autovacuum_analyze_scale_factor') as factor
		from pg_options_to_table(c.reloptions) o
	) own on true
	where c.oid >= 16384
		and (c.relkind in ('r', 'm') or c.relkind = 'p' and current_setting('server_version_num')::int >= 140000)
		and c.relpersistence <> 't'
		and c.relispopulated
),
listed as (
	select
		k.*,
		pg_has_role(k.relowner, 'usage')
			or exists (
				select from pg_database d where d.datname = current_database() and pg_has_role(d.datdba, 'usage')
			)
			or case
				when current_setting('server_version_num')::int >= 170000 then has_table_privilege(k.oid, 'MAINTAIN')
				else false
			end as may_analyze
	from known k
	where $1 or k.analyzed_at is null or k.changed > k.limit_rows
)
select
	l.oid::int8 as "oid",
	l.nspname::text as "schema",
	l.relname::text as "name",
	format('%I.%I', l.nspname, l.relname) as "quoted",
	quote_ident(pg_get_userbyid(l.relowner)) as "owner",
	l.analyzed_at as "analyzedAt",
	l.changed as "changed",
	l.may_analyze as "mayAnalyze"
from listed l
order by l.may_analyze desc, l.analyzed_at is not null, l.changed desc, l.nspname, l.relname
limit $2
