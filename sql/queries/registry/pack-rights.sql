-- Privileges of the role to create objects in this database, for a plan that builds parts of the registry pack.
-- Since: 13. Needs: nothing. Cost: none.
select
	current_schema()::text as "schema",
	quote_ident(current_database()) as "database",
	has_database_privilege(current_database(), 'create') as "createInDatabase",
	-- Null if the schema does not exist.
	has_schema_privilege(to_regnamespace('public')::oid, 'create') as "createInPublic",
	has_schema_privilege(to_regnamespace('mcp')::oid, 'create') as "createInMcp",
	(select r.rolcreaterole or r.rolsuper from pg_roles r where r.rolname = current_user) as "createRoles",
	-- Only the owner may grant.
	not exists (
		select from pg_namespace n where n.nspname = 'mcp' and not pg_has_role(n.nspowner, 'usage')
	) and not exists (
		select from pg_proc p
		where p.pronamespace = to_regnamespace('mcp')::oid and not pg_has_role(p.proowner, 'usage')
	) as "ownsMcp",
	to_regrole('pgdeck_monitor') is not null and to_regrole('pgdeck_operator') is not null as "rolesThere"
