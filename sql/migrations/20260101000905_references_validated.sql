-- Reads the rows that were there before the references of 20260101000250_references.sql. VALIDATE CONSTRAINT takes SHARE
-- UPDATE EXCLUSIVE on the table, and ROW SHARE on the one that it refers to, beside which everybody reads and writes. It
-- fails on rows that refer to nothing, and names the reference: mend the rows and apply it again.
-- A partitioned table takes over the references of its partitions when they are read, and looks at no row for it.

-- migrate:up
do $$
-- locks: SHARE UPDATE EXCLUSIVE on api_keys, audit_logs, circuit_breakers, enhanced_api_keys, fastmcp_audit_log
-- locks: SHARE UPDATE EXCLUSIVE on mcp_servers, performance_alerts, request_logs, request_queues, routing_rules
-- locks: SHARE UPDATE EXCLUSIVE on server_access_control, server_metrics, server_resources, server_tools, sessions
-- locks: SHARE UPDATE EXCLUSIVE on system_configs, users
-- locks: ROW SHARE on tenants
declare
	reference record;
begin
	for reference in
		select listed.conrelid::regclass as relation, listed.conname as name
		from pg_constraint as listed
		join pg_class as root on root.oid = coalesce(pg_partition_root(listed.conrelid), listed.conrelid)
		join pg_constraint as own on own.conrelid = root.oid and own.conname = format('registry_%s_pkey', root.relname)
		where listed.contype = 'f' and not listed.convalidated
			and root.relnamespace = current_schema()::regnamespace
			and listed.conname like format('%s\_%%\_fkey', root.relname)
		order by root.relname, listed.conname, listed.conrelid
	loop
		execute format('alter table %s validate constraint %I', reference.relation, reference.name);
	end loop;
	for reference in
		select distinct root.oid::regclass as relation, part.conname as name, pg_get_constraintdef(part.oid) as definition
		from pg_constraint as part
		join pg_class as root on root.oid = pg_partition_root(part.conrelid) and root.oid <> part.conrelid
		join pg_constraint as own on own.conrelid = root.oid and own.conname = format('registry_%s_pkey', root.relname)
		where part.contype = 'f' and part.convalidated and part.conparentid = 0
			and root.relnamespace = current_schema()::regnamespace
			and part.conname like format('%s\_%%\_fkey', root.relname)
			and not exists (select from pg_constraint where conrelid = root.oid and conname = part.conname)
	loop
		execute format('alter table %s add constraint %I %s', reference.relation, reference.name, reference.definition);
	end loop;
end
$$;

-- migrate:down
-- A reference can't be made unchecked: its own migration takes it away.
select;
