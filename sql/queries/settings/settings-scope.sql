-- Whether this role sees every parameter and the configuration files, and when the server last loaded those.
-- Since: 13. Needs: nothing. Cost: none.
select
	pg_catalog.pg_has_role('pg_read_all_settings', 'usage') as "complete",
	pg_catalog.has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'execute')
		and pg_catalog.has_table_privilege('pg_catalog.pg_file_settings', 'select') as "mayReadFiles",
	pg_catalog.pg_conf_load_time() as "loadedAt"
