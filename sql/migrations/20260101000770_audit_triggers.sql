-- Who changed the configuration of a tool: a row of mcp.audit_log for each insert, update and delete.
--
-- The document's function used NEW for all three, which is null at DELETE; took current_setting('app.user_id')::uuid as
-- it came, so that any other text in it made the change itself fail; and copied whole rows, secrets included, into a log
-- that more people read than the table.

-- migrate:up

-- What of a tool may be logged. A list of what may be, not of what may not: a column that somebody adds later is kept
-- out until it is put in here. Columns of JSON are kept out because anybody may have put a token anywhere into them; of
-- auth_config its type is logged, if it looks like one. Of the address only scheme, host and port: the path of a webhook
-- is its password, as is what stands before an @; where an @ stands elsewhere nobody knows which part is which.
create or replace function mcp.loggable_tool(p_tool jsonb)
returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
	select jsonb_object_agg(field.key, field.value)
		|| jsonb_build_object(
			'auth_type', substring(p_tool #>> '{auth_config,type}' from '^[A-Za-z0-9_-]{1,20}$'),
			'base_url', array_to_string(
				regexp_match(
					p_tool ->> 'base_url',
					'^([a-z][a-z0-9+.-]*://)(?:[^/?#@]*@)?([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?(?:[/?#][^@]*)?$', 'i'
				),
				''
			)
		)
	from jsonb_each(p_tool) as field
	where field.key in (
		'id', 'tenant_id', 'name', 'type', 'encryption_key_id', 'is_active', 'last_health_check', 'health_status',
		'created_at', 'updated_at'
	)
$$;

-- SECURITY DEFINER: who may change a tool need not be allowed to write the log, or to change it.
create or replace function mcp.audit_tool_config_changes()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
	said constant text := current_setting('app.user_id', true);
	-- NEW is null at DELETE, OLD at INSERT.
	before constant jsonb := to_jsonb(old);
	after constant jsonb := to_jsonb(new);
	actor uuid;
begin
	if after = before then
		return null;
	end if;
	-- Only what certainly is a uuid is cast: the text comes from outside, and must neither fail nor be logged as it is.
	-- Once set in a session it comes back as an empty text where it is no more.
	if said ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
		actor := said;
	end if;
	insert into mcp.audit_log (tenant_id, entity_type, entity_id, action, actor_type, actor_id, changes)
	values (
		(coalesce(after, before) ->> 'tenant_id')::uuid,
		'tool_configuration',
		(coalesce(after, before) ->> 'id')::uuid,
		tg_op,
		case when actor is not null then 'user' when coalesce(said, '') = '' then 'system' else 'unknown' end,
		actor,
		jsonb_build_object(
			'old', mcp.loggable_tool(before),
			'new', mcp.loggable_tool(after),
			-- Says that a secret was changed, and not to what.
			'changed', (
				select coalesce(jsonb_agg(field.key order by field.key), '[]')
				from jsonb_each(coalesce(after, before)) as field
				where coalesce(before -> field.key, 'null') <> coalesce(after -> field.key, 'null')
			)
		)
	);
	return null;
end
$$;

revoke execute on function mcp.audit_tool_config_changes() from public;

do $$
-- locks: SHARE ROW EXCLUSIVE on mcp.tool_configurations
begin
	-- PostgreSQL has CREATE OR REPLACE TRIGGER only since 14. SHARE ROW EXCLUSIVE: writers wait for a moment.
	-- On another tool's table only if its keys fit into the log: a trigger that fails would stop all writes.
	if to_regclass('mcp.registry_audit_log_pkey') is not null
		and (
			select count(*) = 2 from pg_attribute
			where attrelid = 'mcp.tool_configurations'::regclass and attname in ('id', 'tenant_id')
				and atttypid = 'uuid'::regtype
		)
		and not exists (
			select from pg_trigger
			where tgrelid = 'mcp.tool_configurations'::regclass and tgname = 'audit_tool_config_changes'
		)
	then
		create trigger audit_tool_config_changes
			after insert or update or delete on mcp.tool_configurations
			for each row execute function mcp.audit_tool_config_changes();
	end if;
end
$$;

comment on function mcp.loggable_tool(jsonb) is 'What of a tool''s row may be logged.';
comment on function mcp.audit_tool_config_changes() is 'Notes a change of a tool in mcp.audit_log, without its secrets.';

-- migrate:down
do $$
-- locks: ACCESS EXCLUSIVE on mcp.tool_configurations
begin
	if to_regclass('mcp.tool_configurations') is not null then
		drop trigger if exists audit_tool_config_changes on mcp.tool_configurations;
	end if;
end
$$;

drop function if exists mcp.audit_tool_config_changes();
drop function if exists mcp.loggable_tool(jsonb);
