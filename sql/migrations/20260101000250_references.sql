-- What refers to what in the pack's own tables. What a tenant, a user or a server owns goes with it; what is said about
-- it in a log stays, without the name.
--
-- Apart from the tables because a live registry may keep its keys as text or as numbers: a foreign key needs one type on
-- both sides, so a column of the pack, empty as yet, takes the type of the key that it refers to.
-- Tables that another tool made get no foreign keys: their rows may not satisfy them.
-- PostgreSQL makes no index for a foreign key: those are in 20260101000300_essential_indexes.sql.

-- migrate:up
do $$
declare
	reference record;
	key_type text;
begin
	for reference in
		select list.*, format('%s_%s_fkey', child, child_column) as constraint_name
		from (values
			('users', 'tenant_id', 'tenants', 'cascade'),
			('sessions', 'user_id', 'users', 'cascade'),
			('api_keys', 'tenant_id', 'tenants', 'cascade'),
			('api_keys', 'user_id', 'users', 'cascade'),
			('mcp_servers', 'tenant_id', 'tenants', 'cascade'),
			('server_tools', 'server_id', 'mcp_servers', 'cascade'),
			('server_resources', 'server_id', 'mcp_servers', 'cascade'),
			('server_metrics', 'server_id', 'mcp_servers', 'cascade'),
			('routing_rules', 'tenant_id', 'tenants', 'cascade'),
			('system_configs', 'tenant_id', 'tenants', 'cascade'),
			('audit_logs', 'tenant_id', 'tenants', 'set null'),
			('audit_logs', 'user_id', 'users', 'set null'),
			('request_logs', 'tenant_id', 'tenants', 'set null'),
			('request_logs', 'user_id', 'users', 'set null'),
			('request_logs', 'target_server_id', 'mcp_servers', 'set null'),
			('fastmcp_audit_log', 'tenant_id', 'tenants', 'set null'),
			('fastmcp_audit_log', 'user_id', 'users', 'set null'),
			('circuit_breakers', 'server_id', 'mcp_servers', 'cascade'),
			('request_queues', 'server_id', 'mcp_servers', 'cascade'),
			('enhanced_api_keys', 'tenant_id', 'tenants', 'cascade'),
			('enhanced_api_keys', 'user_id', 'users', 'cascade'),
			('server_access_control', 'server_id', 'mcp_servers', 'cascade'),
			('server_access_control', 'user_id', 'users', 'cascade'),
			('server_access_control', 'tenant_id', 'tenants', 'cascade'),
			('performance_alerts', 'server_id', 'mcp_servers', 'set null')
		) as list (child, child_column, parent, on_delete)
		where to_regclass(format('registry_%s_pkey', child)) is not null
	loop
		continue when exists (
			select from pg_constraint
			where conrelid = reference.child::regclass and conname = reference.constraint_name
		);

		select format_type(atttypid, atttypmod) into strict key_type
		from pg_attribute
		where attrelid = reference.parent::regclass and attname = 'id' and not attisdropped;

		if key_type <> 'uuid' then
			execute format(
				'alter table %I alter column %I type %s using %2$I::text::%3$s',
				reference.child, reference.child_column, key_type
			);
		end if;
		execute format(
			'alter table %I add constraint %I foreign key (%I) references %I (id) on delete %s',
			reference.child, reference.constraint_name, reference.child_column, reference.parent, reference.on_delete
		);
	end loop;
end
$$;

-- migrate:down
do $$
declare
	reference record;
begin
	for reference in
		select list.*
		from (values
			('users', 'tenant_id'),
			('sessions', 'user_id'),
			('api_keys', 'tenant_id'),
			('api_keys', 'user_id'),
			('mcp_servers', 'tenant_id'),
			('server_tools', 'server_id'),
			('server_resources', 'server_id'),
			('server_metrics', 'server_id'),
			('routing_rules', 'tenant_id'),
			('system_configs', 'tenant_id'),
			('audit_logs', 'tenant_id'),
			('audit_logs', 'user_id'),
			('request_logs', 'tenant_id'),
			('request_logs', 'user_id'),
			('request_logs', 'target_server_id'),
			('fastmcp_audit_log', 'tenant_id'),
			('fastmcp_audit_log', 'user_id'),
			('circuit_breakers', 'server_id'),
			('request_queues', 'server_id'),
			('enhanced_api_keys', 'tenant_id'),
			('enhanced_api_keys', 'user_id'),
			('server_access_control', 'server_id'),
			('server_access_control', 'user_id'),
			('server_access_control', 'tenant_id'),
			('performance_alerts', 'server_id')
		) as list (child, child_column)
		where to_regclass(format('registry_%s_pkey', child)) is not null
	loop
		execute format(
			'alter table %I drop constraint if exists %I',
			reference.child, format('%s_%s_fkey', reference.child, reference.child_column)
		);
	end loop;
end
$$;
