-- Index usage of all three kinds. Statistics begin anew, then some indexes are used a lot and some a little; the rest
-- stays as nobody's. Without sequential scans, since small tables would never need their indexes.
reset session_replication_role;
-- The work of this session so far is counted before the reset, not after it.
select pg_stat_force_next_flush();
select pg_stat_reset();
-- Row counts are statistics too: ANALYZE gives them back, as autovacuum would in time.
analyze;
set enable_seqscan = off;
do $$
declare
	one record;
	turn int;
begin
	for turn in 1..260 loop
		select s.id, s.tenant_id, s.name into one from mcp_servers s offset turn % 40 limit 1;
		perform from mcp_servers where tenant_id = one.tenant_id and health_status = 'healthy';
		perform from server_tools where name = 'search' and server_id = one.id;
		perform from circuit_breakers where server_id = one.id and state = 'closed';
		perform from request_logs where tenant_id = one.tenant_id order by request_time desc limit 5;
		perform from audit_logs where tenant_id = one.tenant_id order by timestamp desc limit 5;
		perform from api_keys where key_hash = md5('user' || turn);
		perform from enhanced_api_keys where key_hash = md5('enhanceduser' || turn) and is_active and not is_locked;
		perform from sessions where user_id = (select id from users where username = 'user' || turn) and is_active
			and expires_at > now();
		perform from server_access_control where server_id = one.id and tenant_id = one.tenant_id;
		perform from routing_rules where tenant_id = one.tenant_id and is_active order by priority;
		if turn % 20 = 0 then
			perform from users where tenant_id = one.tenant_id and role = 'admin' and is_active;
			perform from audit_logs where action = 'delete_tool' and resource_type = 'tool' limit 1;
			perform from server_resources where uri_template = 'res://x' and server_id = one.id;
		end if;
		if turn % 60 = 0 then
			perform from system_configs where category = 'limits' and tenant_id = one.tenant_id;
			perform from sessions where is_active order by last_activity desc limit 3;
		end if;
	end loop;
end
$$;
