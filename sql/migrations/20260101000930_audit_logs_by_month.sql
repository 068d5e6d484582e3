-- The table audit_logs by month, with its rows, while it is written to: see 20260101000810_partition_moves.sql.
--
-- One statement, which commits its batches: run by itself, by any tool. When it stops half-way, because a lock is not to be
-- had or somebody cancels it, audit_logs is what it was, and running it again goes on where it stopped.
-- A table that can't be put by month (mcp.partition_obstacle says why) stays as it is, with a notice.

-- migrate:up transaction:false
do $$
-- locks: ACCESS EXCLUSIVE on audit_logs, tenants, users
declare
	problem constant text := mcp.partition_obstacle('public.audit_logs', 'timestamp');
begin
	if problem is null then
		call mcp.partition_by_month('public.audit_logs', 'timestamp');
	else
		raise notice 'audit_logs stays as it is: %', problem;
	end if;
end
$$;

-- migrate:down transaction:false
do $$
-- locks: ACCESS EXCLUSIVE on audit_logs, tenants, users
begin
	-- Neither is there any more when this is done again.
	if to_regclass('public.audit_logs') is not null and to_regclass('mcp.partition_moves') is not null then
		call mcp.make_plain('public.audit_logs');
	end if;
end
$$;
