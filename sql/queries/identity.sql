-- The identity of the server, and the privileges of the role.
-- Since: 13. Needs: nothing. Cost: none; asked at every connect.
select
	current_setting('server_version_num')::int as "versionNumber",
	current_setting('server_version') as "version",
	current_database()::text as "database",
	(select oid::int8 from pg_database where datname = current_database()) as "databaseOid",
	current_user::text as "user",
	quote_ident(current_user) as "quotedUser",
	(select rolsuper from pg_roles where rolname = current_user) as "superuser",
	pg_has_role('pg_monitor', 'usage') as "monitor",
	pg_is_in_recovery() as "inRecovery",
	pg_postmaster_start_time() as "startedAt",
	-- Withheld from ordinary roles on some managed services. The right to call a function is looked at before a CASE
	-- around it is: so it is called by a statement of its own.
	has_function_privilege('pg_control_system()', 'execute') as "mayIdentify"
