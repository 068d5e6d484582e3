-- Settings of autovacuum and of the planner's statistics for the tables that need others than the rest.
--
-- A partitioned table has no rows of its own and takes no storage settings: PostgreSQL refuses them. They are set on its
-- partitions, and on the default one for all that are made later (create_monthly_partitions copies them from there).

-- migrate:up
do $$
-- locks: SHARE UPDATE EXCLUSIVE on mcp.tool_configurations, the partitions of mcp.tool_executions
declare
	part record;
begin
	if to_regclass('mcp.registry_tool_executions_pkey') is not null then
		-- Rows are updated once or twice, when a call begins and ends: a month of millions would gather hundreds of
		-- thousands of dead rows before the usual fifth of the table is reached.
		for part in select partition from mcp.partition_ranges('mcp.tool_executions') loop
			execute format(
				'alter table %s set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)',
				part.partition
			);
		end loop;
	end if;
	if to_regclass('mcp.registry_tool_configurations_pkey') is not null then
		-- Tenants differ a lot in how many tools they have: 1000 of them are told apart instead of 100.
		alter table mcp.tool_configurations alter column tenant_id set statistics 1000;
	end if;
end
$$;

-- migrate:down
do $$
-- locks: SHARE UPDATE EXCLUSIVE on mcp.tool_configurations, the partitions of mcp.tool_executions
declare
	part record;
begin
	if to_regclass('mcp.registry_tool_executions_pkey') is not null then
		for part in select partition from mcp.partition_ranges('mcp.tool_executions') loop
			execute format(
				'alter table %s reset (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor)', part.partition
			);
		end loop;
	end if;
	if to_regclass('mcp.registry_tool_configurations_pkey') is not null then
		alter table mcp.tool_configurations alter column tenant_id set statistics -1;
	end if;
end
$$;
