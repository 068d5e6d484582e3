-- What the JSON columns of schema mcp may hold. On a live table in two steps: NOT VALID looks at no row that is there
-- and so locks the table only for a moment; the rows are read by VALIDATE in 20260101000740_json_checks_validated.sql,
-- while everybody goes on. New rows are checked from now on.
--
-- The document's check, auth_config ? 'type', refused every row that has the default of '{}'. And a CHECK refuses only
-- what is false: jsonb_typeof of a key that is not there is NULL, which passes, hence coalesce.

-- migrate:up
do $$
-- locks: ACCESS EXCLUSIVE on mcp.tool_configurations, mcp.tool_executions, the partitions of mcp.tool_executions
-- locks: ACCESS EXCLUSIVE on mcp.tool_executions_archive, the partitions of mcp.tool_executions_archive
declare
	wanted record;
begin
	for wanted in
		select * from (values
			('tool_configurations', 'check_auth_config_structure', $check$
				jsonb_typeof(auth_config) = 'object' and (
					auth_config = '{}' or coalesce(jsonb_typeof(auth_config -> 'type') = 'string', false)
				)
			$check$),
			('tool_configurations', 'tool_configurations_endpoints_array',
				$check$jsonb_typeof(discovered_endpoints) = 'array'$check$),
			('tool_configurations', 'tool_configurations_health_check_config_object',
				$check$jsonb_typeof(health_check_config) = 'object'$check$),
			('tool_executions', 'tool_executions_input_data_object', $check$jsonb_typeof(input_data) = 'object'$check$)
		) as list (table_name, constraint_name, condition)
	loop
		continue when exists (
			select from pg_constraint
			where conrelid = format('mcp.%I', wanted.table_name)::regclass and conname = wanted.constraint_name
		);
		execute format(
			'alter table mcp.%I add constraint %I check (%s) not valid',
			wanted.table_name, wanted.constraint_name, wanted.condition
		);
	end loop;
	-- A month can be attached to the archive only if it has the checks of the archive.
	if to_regclass('mcp.registry_tool_executions_archive_pkey') is not null and not exists (
		select from pg_constraint
		where conrelid = to_regclass('mcp.tool_executions_archive') and conname = 'tool_executions_input_data_object'
	) then
		alter table mcp.tool_executions_archive
			add constraint tool_executions_input_data_object check (jsonb_typeof(input_data) = 'object') not valid;
	end if;
end
$$;

-- migrate:down
do $$
-- locks: ACCESS EXCLUSIVE on mcp.tool_executions_archive, the partitions of mcp.tool_executions_archive
begin
	-- Only of the archive that the pack made. Of another tool it may be a view: IF EXISTS asks for a name, not for its kind.
	if to_regclass('mcp.registry_tool_executions_archive_pkey') is not null then
		alter table mcp.tool_executions_archive drop constraint if exists tool_executions_input_data_object;
	end if;
end
$$;
alter table if exists mcp.tool_executions drop constraint if exists tool_executions_input_data_object;
alter table if exists mcp.tool_configurations
	drop constraint if exists tool_configurations_health_check_config_object;
alter table if exists mcp.tool_configurations drop constraint if exists tool_configurations_endpoints_array;
alter table if exists mcp.tool_configurations drop constraint if exists check_auth_config_structure;
