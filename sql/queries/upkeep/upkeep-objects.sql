-- Functions and tables of the pack that upkeep uses, with the privilege of this role to execute or read them.
-- Read from the catalog: to_regclass('mcp.…') fails for a role without USAGE on the schema.
-- Since: 13. Needs: nothing. Cost: two look-ups by index. No index of pg_proc begins with the schema, but each function
-- depends on its schema (pg_depend).
select
	coalesce((
		select jsonb_object_agg(
			p.proname, has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage')
		)
		from pg_namespace n
		join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
		join pg_proc p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
		where n.nspname = 'mcp'
	), '{}') as "functions",
	coalesce((
		select jsonb_object_agg(
			n.nspname || '.' || c.relname,
			has_any_column_privilege(c.oid, 'select') and has_schema_privilege(n.oid, 'usage')
		)
		from (values
			('mcp', 'upkeep_log'), ('mcp', 'table_sizes'), ('mcp', 'query_metrics'),
			('public', 'data_retention_policies'), ('public', 'materialized_views'), ('public', 'connection_pools'),
			('public', 'performance_alerts'), ('public', 'api_keys'), ('public', 'enhanced_api_keys')
		) wanted (schema_name, relation_name)
		join pg_namespace n on n.nspname = wanted.schema_name
		join pg_class c on c.relname = wanted.relation_name and c.relnamespace = n.oid
	), '{}') as "relations"
