-- What refers to what in the pack's own tables. What a tenant, a user or a server owns goes with it; what is said about
-- it in a log stays, without the name.
--
-- Apart from the tables because a live registry may keep its keys as text or as numbers: a foreign key needs one type on
-- both sides, so a column of the pack, empty as yet, takes the type of the key that it refers to.
-- Tables that another tool made get no foreign keys: their rows may not satisfy them. A reference to a table of theirs in
-- which nothing makes id unique can't be made, and one that would rewrite a table with rows, behind a lock, is not: they
-- are passed over with a notice, and made when this is run again and nothing is in their way.
-- NOT VALID, so that no row is read behind the lock: 20260101000905_references_validated.sql does that. PostgreSQL has no
-- such thing for a partitioned table before 18: there each partition gets its own, and the table itself gets it afterwards.
-- PostgreSQL makes no index for a foreign key: those are in 20260101000300_essential_indexes.sql.

-- migrate:up
do $$
-- locks: ACCESS EXCLUSIVE on api_keys, audit_logs, circuit_breakers, enhanced_api_keys, fastmcp_audit_log
-- locks: ACCESS EXCLUSIVE on mcp_servers, performance_alerts, request_logs, request_queues, routing_rules
-- locks: ACCESS EXCLUSIVE on server_access_control, server_metrics, server_resources, server_tools, sessions
-- locks: ACCESS EXCLUSIVE on system_configs, users
-- locks: SHARE ROW EXCLUSIVE on tenants
declare
	reference record;
	occupied boolean;
	part regclass;
begin
	for reference in
		select list.*, format('%s_%s_fkey', child, child_column) as constraint_name,
			format_type(key.atttypid, key.atttypmod) as key_type, key.attnum as key_number,
			format_type(own.atttypid, own.atttypmod) as own_type
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
		left join pg_attribute as key
			on key.attrelid = to_regclass(parent) and key.attname = 'id' and not key.attisdropped
		left join pg_attribute as own
			on own.attrelid = to_regclass(child) and own.attname = child_column and not own.attisdropped
		where to_regclass(format('registry_%s_pkey', child)) is not null
	loop
		continue when exists (
			select from pg_constraint
			where conrelid = reference.child::regclass and conname = reference.constraint_name
		);
		-- What a foreign key refers to has to be unique at all times and for all rows.
		if not exists (
			select from pg_index
			where indrelid = to_regclass(reference.parent) and indisunique and indisvalid and indimmediate
				and indpred is null and indnkeyatts = 1 and indkey[0] = reference.key_number
		) then
			raise notice '% is left out: nothing makes id of % unique.', reference.constraint_name, reference.parent;
			continue;
		end if;
		if reference.own_type <> reference.key_type then
			execute format('select exists (select from %I)', reference.child) into occupied;
			if occupied then
				raise notice '% is left out: % has rows, and % is % there, not %.', reference.constraint_name,
					reference.child, reference.child_column, reference.own_type, reference.key_type;
				continue;
			end if;
			execute format(
				'alter table %I alter column %I type %s using %2$I::text::%3$s',
				reference.child, reference.child_column, reference.key_type
			);
		end if;
		for part in
			select class.oid from pg_class as class
			where class.oid = reference.child::regclass and class.relkind = 'r'
			union all
			select tree.relid from pg_partition_tree(reference.child::regclass) as tree
			where tree.isleaf and tree.relid <> reference.child::regclass
		loop
			continue when exists (
				select from pg_constraint where conrelid = part and conname = reference.constraint_name
			);
			execute format(
				'alter table %s add constraint %I foreign key (%I) references %I (id) on delete %s not valid',
				part, reference.constraint_name, reference.child_column, reference.parent, reference.on_delete
			);
		end loop;
	end loop;
end
$$;

-- migrate:down
do $$
-- locks: ACCESS EXCLUSIVE on api_keys, audit_logs, circuit_breakers, enhanced_api_keys, fastmcp_audit_log
-- locks: ACCESS EXCLUSIVE on mcp_servers, performance_alerts, request_logs, request_queues, routing_rules
-- locks: ACCESS EXCLUSIVE on server_access_control, server_metrics, server_resources, server_tools, sessions
-- locks: ACCESS EXCLUSIVE on system_configs, tenants, users
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
