-- The number of tables, the age of their planner statistics, the number of tables that this role may ANALYZE, and the
-- first one that it may not.
-- Since: 13. Needs: nothing. Cost: four look-ups in shared memory and one privilege check a table; takes no lock.
-- ANALYZE is allowed to the owner of the table or the database, and since 17 with MAINTAIN.
with known as (
	select
		c.oid,
		c.relnamespace,
		c.relname,
		c.relowner,
		greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) as analyzed_at,
		pg_has_role(c.relowner, 'usage')
			or exists (
				select from pg_database d where d.datname = current_database() and pg_has_role(d.datdba, 'usage')
			)
			or case
				when current_setting('server_version_num')::int >= 170000 then has_table_privilege(c.oid, 'MAINTAIN')
				else false
			end as may_analyze
	from pg_class c
	where c.oid >= 16384
		and (c.relkind in ('r', 'm') or c.relkind = 'p' and current_setting('server_version_num')::int >= 140000)
		and c.relpersistence <> 't'
		and c.relispopulated
)
select
	count(*)::int as "tables",
	count(*) filter (where k.analyzed_at is null)::int as "never",
	min(k.analyzed_at) as "oldestAt",
	count(*) filter (where k.may_analyze)::int as "allowed",
	(
		select jsonb_build_object(
			'schema', n.nspname,
			'name', f.relname,
			'quoted', format('%I.%I', n.nspname, f.relname),
			'owner', quote_ident(pg_get_userbyid(f.relowner))
		)
		from known f
		join pg_namespace n on n.oid = f.relnamespace
		where not f.may_analyze
		order by f.oid
		limit 1
	) as "refused"
from known k
