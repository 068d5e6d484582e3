-- Reads the rows that were there before the checks of 20260101000730_json_checks.sql. VALIDATE CONSTRAINT takes SHARE
-- UPDATE EXCLUSIVE, beside which everybody reads and writes. It fails on a live registry whose rows break a check, and
-- names the check: mend the rows and apply it again.

-- migrate:up
alter table mcp.tool_configurations validate constraint check_auth_config_structure;
alter table mcp.tool_configurations validate constraint tool_configurations_endpoints_array;
alter table mcp.tool_configurations validate constraint tool_configurations_health_check_config_object;
alter table mcp.tool_executions validate constraint tool_executions_input_data_object;

do $$
-- locks: SHARE UPDATE EXCLUSIVE on mcp.tool_executions_archive, the partitions of mcp.tool_executions_archive
begin
	if to_regclass('mcp.registry_tool_executions_archive_pkey') is not null then
		alter table mcp.tool_executions_archive validate constraint tool_executions_input_data_object;
	end if;
end
$$;

-- migrate:down
-- A check can't be made unchecked: its own migration takes it away.
select;
