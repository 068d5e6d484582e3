-- Two roles to be granted to people and programs; nobody can log in as them.
--
-- pgdeck_monitor: what the console reads. PostgreSQL's own pg_monitor, and of the registry's tables the columns that
-- carry no secrets and no contents: no hashes of keys, no payloads, no settings. The columns are listed, so that one
-- which another tool added to its table is not shown by accident.
-- pgdeck_operator: the same, and the upkeep: partitions, retention, refreshes, ending sessions (pg_signal_backend), and
-- from 17 on VACUUM, ANALYZE and REINDEX (pg_maintain). It owns nothing, and changes no table.
--
-- Roles belong to the whole cluster, while this migration belongs to one database. So one that is there already is taken
-- as it is, and only given its grants here; down takes these back, and drops a role only if the pack made it (which its
-- comment says) and nothing else uses it: another database of the cluster with the pack in it, for example.
-- Without the right to make roles, as on some hosted servers, the registry works all the same: then they are left out,
-- and a notice says so. An administrator can make them and apply this migration again.

-- migrate:up
do $$
-- locks: nothing
declare
	role_name text;
	granted record;
	part regclass;
	columns text;
	attempt integer := 0;
begin
	<<attempts>>
	loop
		attempt := attempt + 1;
		begin
			foreach role_name in array array['pgdeck_monitor', 'pgdeck_operator'] loop
				continue when to_regrole(role_name) is not null;
				execute format('create role %I nologin', role_name);
				execute format(
					'comment on role %I is %L', role_name,
					'Registry pack: ' || case role_name
						when 'pgdeck_monitor' then 'what the console reads.'
						else 'what the console reads, and the upkeep.'
					end
				);
				if role_name = 'pgdeck_monitor' then
					grant pg_monitor to pgdeck_monitor;
				else
					grant pgdeck_monitor, pg_signal_backend to pgdeck_operator;
					if to_regrole('pg_maintain') is not null then
						grant pg_maintain to pgdeck_operator;
					end if;
				end if;
			end loop;
			-- Takes hold of both roles to the end of the transaction: from now on nobody can drop them.
			grant usage on schema mcp to pgdeck_monitor, pgdeck_operator;
			exit attempts;
		exception
			-- Another database of the cluster makes or drops them at this moment.
			when duplicate_object or unique_violation or undefined_object or internal_error then
				if attempt = 100 then
					raise;
				end if;
			when insufficient_privilege then
				raise notice 'Roles pgdeck_monitor and pgdeck_operator are left out: %', sqlerrm
					using hint = 'Have an administrator make them, and apply this migration again.';
				return;
		end;
	end loop;

	for granted in
		select * from (values
			('public.tenants', 'id, name, status, created_at, updated_at'),
			('public.users', 'id, tenant_id, username, role, auth_provider, is_active, created_at, updated_at'),
			('public.sessions', 'id, user_id, is_active, expires_at, last_activity, created_at, updated_at'),
			('public.api_keys',
				'id, tenant_id, user_id, name, is_active, expires_at, last_used_at, usage_count, created_at, updated_at'),
			('public.mcp_servers',
				'id, tenant_id, name, endpoint_url, transport_type, capabilities, health_status, last_health_check, '
				'avg_response_time, success_rate, active_connections, created_at, updated_at'),
			('public.server_tools',
				'id, server_id, name, description, tool_schema, total_calls, success_count, error_count, '
				'avg_execution_time, created_at, updated_at'),
			('public.server_resources', 'id, server_id, uri_template, mime_type, created_at, updated_at'),
			('public.server_metrics',
				'id, server_id, recorded_at, avg_response_time, success_rate, active_connections, request_count, '
				'error_count, created_at, updated_at'),
			('public.routing_rules',
				'id, tenant_id, name, conditions, target_servers, load_balancing_strategy, priority, is_active, '
				'created_at, updated_at'),
			('public.system_configs', 'id, tenant_id, category, key, created_at, updated_at'),
			('public.audit_logs',
				'id, tenant_id, user_id, action, resource_type, resource_id, success, timestamp, created_at, updated_at'),
			('public.request_logs',
				'id, request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, '
				'client_ip, request_time, created_at, updated_at'),
			('public.fastmcp_audit_log',
				'id, tenant_id, user_id, method, success, duration_ms, timestamp, created_at, updated_at'),
			('public.circuit_breakers',
				'id, server_id, service_name, state, failure_count, success_count, failure_threshold, '
				'success_threshold, timeout_ms, opened_at, last_failure_at, created_at, updated_at'),
			('public.connection_pools', 'id, pool_name, size, in_use, waiting, utilisation, created_at, updated_at'),
			('public.request_queues',
				'id, server_id, request_id, status, priority, attempts, enqueued_at, started_at, finished_at, '
				'created_at, updated_at'),
			('public.enhanced_api_keys',
				'id, tenant_id, user_id, name, scopes, allowed_servers, rate_limit_per_hour, rate_limit_per_day, '
				'failed_attempts, is_active, is_locked, expires_at, last_used_at, created_at, updated_at'),
			('public.server_access_control',
				'id, server_id, user_id, tenant_id, can_read, can_write, can_admin, can_proxy, allowed_methods, '
				'denied_methods, allowed_days, allowed_hours, created_at, updated_at'),
			('public.data_retention_policies',
				'id, table_name, time_column, retention_days, action, is_active, last_run_at, created_at, updated_at'),
			('public.materialized_views',
				'id, view_name, refresh_interval, is_active, last_refreshed_at, last_duration_ms, last_error, '
				'created_at, updated_at'),
			('public.performance_alerts',
				'id, server_id, alert_type, severity, message, metric_value, threshold_value, resolved_at, '
				'created_at, updated_at'),
			('mcp.tool_configurations',
				'id, tenant_id, name, type, encryption_key_id, is_active, last_health_check, health_status, '
				'created_at, updated_at'),
			('mcp.tool_discovery_sessions',
				'id, tool_id, status, started_at, completed_at, created_at, updated_at'),
			('mcp.tool_executions', 'id, tool_id, action, status, executed_at, duration_ms, retain_until'),
			('mcp.tool_executions_archive', 'id, tool_id, action, status, executed_at, duration_ms, retain_until'),
			('mcp.query_metrics',
				'id, query_hash, query_type, table_name, operation, execution_time_ms, rows_returned, rows_affected, '
				'tenant_id, database_name, user_name, client_addr, timestamp'),
			('mcp.audit_log',
				'id, tenant_id, entity_type, entity_id, action, actor_type, actor_id, database_user, changes, created_at'),
			('mcp.upkeep_log', 'task, target, done_at, done_by, summary'),
			('mcp.table_sizes', 'table_name, recorded_at, total_bytes')
		) as list (table_name, column_names)
	loop
		-- Of another tool's table those columns that it has. Partitions too, for what the planner knows of them (pg_stats).
		for part in
			select to_regclass(granted.table_name)
			union
			select relid from pg_partition_tree(to_regclass(granted.table_name))
		loop
			select string_agg(quote_ident(attname), ', ' order by attnum) into columns
			from pg_attribute
			where attrelid = part and attnum > 0 and not attisdropped
				and attname = any (string_to_array(granted.column_names, ', '));
			if columns is not null then
				execute format('grant select (%s) on %s to pgdeck_monitor', columns, part);
			end if;
		end loop;
	end loop;
	grant select on database_size_summary, index_usage_summary, performance_monitoring, mcp.tool_execution_stats
		to pgdeck_monitor;
	-- The ledger, where whoever applies this has made it before, so that it can be told what is applied. Someone else may
	-- own it: then that is left out.
	for part in
		select to_regclass(listed.name)
		from unnest(array['schema_migrations', 'pgdeck_migrations']) as listed (name)
		where to_regclass(listed.name) is not null
	loop
		begin
			execute format('grant select on %s to pgdeck_monitor', part);
		exception
			when insufficient_privilege then
				raise notice 'Role pgdeck_monitor may not read %: %', part, sqlerrm
					using hint = format('Have its owner do: GRANT SELECT ON %s TO pgdeck_monitor', part);
		end;
	end loop;
	grant execute on function mcp.retention_policies(text) to pgdeck_monitor;
	grant execute on function mcp.retention_due(text) to pgdeck_monitor;

	grant execute on function mcp.create_monthly_partitions(regclass, integer) to pgdeck_operator;
	grant execute on function mcp.make_own_monthly_partitions(regclass, integer) to pgdeck_operator;
	grant execute on function mcp.refresh_tool_stats() to pgdeck_operator;
	grant execute on function mcp.retention_step(text, integer) to pgdeck_operator;
	grant execute on procedure mcp.apply_retention(text, integer) to pgdeck_operator;
	grant execute on function mcp.note_upkeep(text, text, jsonb) to pgdeck_operator;
	grant execute on function mcp.record_table_sizes() to pgdeck_operator;
end
$$;

-- migrate:down
do $$
-- locks: nothing
declare
	role_name text;
	held record;
	attempt integer := 0;
begin
	-- Grants in this database, also on partitions and archives that were made since: a role that holds any can't be
	-- dropped. (DROP OWNED would do, but only for members of the role.)
	for held in
		select distinct dependency.classid, dependency.objid, dependency.refobjid::regrole as role
		from pg_shdepend as dependency
		where dependency.refclassid = 'pg_authid'::regclass
			and dependency.refobjid in (to_regrole('pgdeck_monitor'), to_regrole('pgdeck_operator'))
			and dependency.deptype = 'a'
			and dependency.dbid = (select oid from pg_database where datname = current_database())
	loop
		if held.classid = 'pg_class'::regclass then
			execute format('revoke all on %s from %s', held.objid::regclass, held.role);
		elsif held.classid = 'pg_proc'::regclass then
			execute format('revoke all on routine %s from %s', held.objid::regprocedure, held.role);
		elsif held.classid = 'pg_namespace'::regclass then
			execute format('revoke all on schema %s from %s', held.objid::regnamespace, held.role);
		end if;
	end loop;

	-- In the order in which up takes hold of them, which is that of their numbers: otherwise two databases could wait for
	-- each other.
	foreach role_name in array array['pgdeck_monitor', 'pgdeck_operator'] loop
		begin
			if shobj_description(to_regrole(role_name), 'pg_authid') like 'Registry pack: %' then
				execute format('drop role %I', role_name);
			end if;
		exception
			when dependent_objects_still_exist or insufficient_privilege then
				raise notice 'Role % stays: %', role_name, sqlerrm;
			-- Dropped by another database's down at this moment, or given away.
			when undefined_object or internal_error then null;
		end;
	end loop;
end
$$;
