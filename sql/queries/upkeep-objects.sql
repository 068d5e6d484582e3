-- What of the registry pack's upkeep is here, and whether this role may use it: functions by name with the right to
-- execute them, tables by name with the right to read them.
-- Read from the catalog, since to_regclass('mcp.…') is an error for whoever may not use the schema.
-- Since: 13. Needs: nothing. Cost: two look-ups by schema.
select
	coalesce((
		select jsonb_object_agg(
			p.proname, has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage')
		)
		from pg_proc p
		join pg_namespace n on n.oid = p.pronamespace
		where n.nspname = 'mcp'
	), '{}') as "functions",
	coalesce((
		select jsonb_object_agg(
			n.nspname || '.' || c.relname,
			has_any_column_privilege(c.oid, 'select') and has_schema_privilege(n.oid, 'usage')
		)
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		where (n.nspname, c.relname) in (
			('mcp', 'upkeep_log'), ('mcp', 'table_sizes'), ('mcp', 'query_metrics'),
			('public', 'data_retention_policies'), ('public', 'materialized_views'), ('public', 'connection_pools'),
			('public', 'performance_alerts'), ('public', 'api_keys'), ('public', 'enhanced_api_keys')
		)
	), '{}') as "relations"
