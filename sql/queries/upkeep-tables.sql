-- Tables, materialized views and partitioned tables whose planner statistics are due, the worst first: never gathered, or
-- more changed since then than autovacuum itself would wait for (its settings, and the table's own).
-- $1 true: all of them, due or not. $2: at most so many.
-- A partitioned table has statistics of its own, which autovacuum never gathers; before 14 nothing tells whether it has.
-- Since: 13. Needs: nothing. Cost: some look-ups in shared memory a table; takes no lock.
-- Who may ANALYZE: its owner, the database's, and from 17 on whoever has MAINTAIN.
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
)
select
	k.oid::int8 as "oid",
	k.nspname::text as "schema",
	k.relname::text as "name",
	format('%I.%I', k.nspname, k.relname) as "quoted",
	quote_ident(pg_get_userbyid(k.relowner)) as "owner",
	k.analyzed_at as "analyzedAt",
	k.changed as "changed",
	pg_has_role(k.relowner, 'usage')
		or exists (
			select from pg_database d where d.datname = current_database() and pg_has_role(d.datdba, 'usage')
		)
		or case
			when current_setting('server_version_num')::int >= 170000 then has_table_privilege(k.oid, 'MAINTAIN')
			else false
		end as "mayAnalyze"
from known k
where $1 or k.analyzed_at is null or k.changed > k.limit_rows
order by k.analyzed_at is not null, k.changed desc, k.nspname, k.relname
limit $2
