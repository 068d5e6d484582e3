-- The tables of schema mcp: which tools are configured, how they were discovered and called, what queries cost, and who
-- changed a configuration. As with the core tables, one that another tool made is left as it is, by up and by down; the
-- pack's own are told by the name of their primary key.
--
-- Where the documents differ from each other or from what PostgreSQL can do:
-- - Times are timestamptz throughout. A timestamp without time zone means another moment to each session.
-- - Keys come from gen_random_uuid(), which PostgreSQL has itself since 13; uuid_generate_v4() needs an extension.
-- - health_status has the five states of registry_health_status; 'unknown' is what a new tool's is.
-- - api_spec is "compressed" in one place and STORAGE EXTERNAL, which means not compressed, in another: it is compressed,
--   with lz4 where the server has that (from 14 on, if it was built in).
-- - base_url, name and auth_config are limited, because idx_tool_configurations_lookup carries them: a row of a B-tree
--   can't be larger than a third of a page (2704 bytes), and writing a longer one would fail without a word of why.
-- - tenant_id refers to nothing, as in the documents: these tables may serve tenants that are kept elsewhere.
-- - The primary key of a partitioned table has to contain its partition key.
-- - The archive is partitioned as its table is, so that a month moves into it without any row being copied.

-- migrate:up
create table if not exists mcp.tool_configurations (
	id uuid default gen_random_uuid() constraint registry_tool_configurations_pkey primary key,
	tenant_id uuid not null,
	name varchar(255) not null,
	type varchar(50) not null,
	base_url text not null,
	-- What may be seen. Secrets belong into auth_config_encrypted.
	auth_config jsonb not null default '{}',
	auth_config_encrypted bytea,
	encryption_key_id uuid,
	api_spec jsonb,
	discovered_endpoints jsonb not null default '[]',
	health_check_config jsonb not null default '{}',
	is_active boolean not null default true,
	last_health_check timestamptz,
	health_status varchar(20) not null default 'unknown',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint uk_tool_configurations_tenant_name unique (tenant_id, name),
	constraint chk_tool_type check (type in ('rest', 'graphql', 'grpc', 'webhook')),
	constraint chk_health_status
		check (health_status in ('healthy', 'degraded', 'unhealthy', 'unknown', 'maintenance')),
	constraint tool_configurations_lookup_fits check (
		octet_length(name) <= 255 and octet_length(base_url) <= 1000 and octet_length(auth_config::text) <= 1000
	),
	-- Without the id of its key nobody can read it.
	constraint tool_configurations_encrypted_with_key
		check ((auth_config_encrypted is null) = (encryption_key_id is null))
);

create table if not exists mcp.tool_discovery_sessions (
	id uuid default gen_random_uuid() constraint registry_tool_discovery_sessions_pkey primary key,
	tool_id uuid not null constraint tool_discovery_sessions_tool_id_fkey
		references mcp.tool_configurations (id) on delete cascade,
	status varchar(50) not null default 'pending' constraint tool_discovery_sessions_status_known
		check (status in ('pending', 'running', 'completed', 'failed')),
	discovered_endpoints jsonb not null default '[]' constraint tool_discovery_sessions_endpoints_array
		check (jsonb_typeof(discovered_endpoints) = 'array'),
	error_message text,
	started_at timestamptz,
	completed_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists mcp.tool_executions (
	id uuid default gen_random_uuid(),
	-- The record of a call outlives its tool.
	tool_id uuid constraint tool_executions_tool_id_fkey
		references mcp.tool_configurations (id) on delete set null,
	action varchar(255) not null,
	input_data jsonb not null default '{}',
	output_data jsonb,
	status varchar(50) not null default 'pending' constraint tool_executions_status_known
		check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
	error_message text,
	executed_at timestamptz not null default now(),
	duration_ms integer constraint tool_executions_duration_ms_counts check (duration_ms >= 0),
	retain_until timestamptz,
	constraint registry_tool_executions_pkey primary key (id, executed_at)
) partition by range (executed_at);

create table if not exists mcp.query_metrics (
	id uuid default gen_random_uuid(),
	query_hash varchar(64) not null,
	query_type varchar(50) not null,
	table_name varchar(255),
	operation varchar(20) not null,
	execution_time_ms integer not null
		constraint query_metrics_execution_time_ms_counts check (execution_time_ms >= 0),
	rows_returned bigint,
	rows_affected bigint,
	tenant_id uuid,
	database_name varchar(63),
	user_name varchar(63),
	client_addr inet,
	timestamp timestamptz not null default now(),
	constraint query_metrics_rows_counts check (rows_returned >= 0 and rows_affected >= 0),
	constraint registry_query_metrics_pkey primary key (id, timestamp)
) partition by range (timestamp);

create table if not exists mcp.audit_log (
	id uuid default gen_random_uuid() constraint registry_audit_log_pkey primary key,
	tenant_id uuid,
	entity_type varchar(100) not null,
	entity_id uuid,
	action varchar(20) not null,
	actor_type varchar(20) not null default 'system'
		constraint audit_log_actor_type_known check (actor_type in ('user', 'system', 'unknown')),
	actor_id uuid,
	-- Who was connected, whatever the application said about its user.
	database_user name not null default session_user,
	changes jsonb not null default '{}' constraint audit_log_changes_object check (jsonb_typeof(changes) = 'object'),
	created_at timestamptz not null default now(),
	constraint audit_log_actor_named check ((actor_type = 'user') = (actor_id is not null))
);

create or replace function mcp.set_retention_policy()
returns trigger
language plpgsql
as $$
begin
	-- In hours: '90 days' would be an hour more or less where the session's time zone changes its clocks in between.
	new.retain_until := new.executed_at + interval '2160 hours';
	return new;
end
$$;

do $$
-- locks: ACCESS EXCLUSIVE on mcp.query_metrics, mcp.tool_configurations, mcp.tool_executions
-- locks: SHARE on the partitions of mcp.query_metrics, the partitions of mcp.tool_executions
-- locks: SHARE UPDATE EXCLUSIVE on mcp.audit_log, mcp.tool_discovery_sessions, mcp.tool_executions_archive
declare
	own_executions constant boolean := to_regclass('mcp.registry_tool_executions_pkey') is not null;
	own_metrics constant boolean := to_regclass('mcp.registry_query_metrics_pkey') is not null;
	described record;
begin
	-- From 14 on, and not on every server: then pglz, as ever.
	if to_regclass('mcp.registry_tool_configurations_pkey') is not null
		and current_setting('server_version_num')::integer >= 140000
	then
		begin
			-- In EXECUTE, because 13 can't even parse it.
			execute 'alter table mcp.tool_configurations alter column api_spec set compression lz4';
		exception
			when feature_not_supported or invalid_parameter_value then null;
		end;
	end if;

	if own_executions then
		create table if not exists mcp.tool_executions_default partition of mcp.tool_executions default;
		-- One of that name that another tool made, of whatever kind, is not the pack's to add months to.
		if to_regclass('mcp.tool_executions_archive') is null
			or to_regclass('mcp.registry_tool_executions_archive_pkey') is not null
		then
			create table if not exists mcp.tool_executions_archive (
				like mcp.tool_executions including all excluding indexes,
				constraint registry_tool_executions_archive_pkey primary key (id, executed_at)
			) partition by range (executed_at);
			create table if not exists mcp.tool_executions_archive_default
				partition of mcp.tool_executions_archive default;
		end if;
		-- PostgreSQL has no CREATE TRIGGER IF NOT EXISTS; BEFORE row triggers on partitioned tables since 13.
		if not exists (
			select from pg_trigger
			where tgrelid = 'mcp.tool_executions'::regclass and tgname = 'set_tool_execution_retention'
		) then
			create trigger set_tool_execution_retention
				before insert or update of executed_at on mcp.tool_executions
				for each row execute function mcp.set_retention_policy();
		end if;

		-- CONCURRENTLY is not possible on a partitioned table, nor needed on this one: it was made just now, and on a
		-- second run these are there.
		create index if not exists idx_tool_executions_tool_id on mcp.tool_executions (tool_id);
		create index if not exists idx_tool_executions_pending
			on mcp.tool_executions (tool_id, executed_at desc) where status = 'pending';
		create index if not exists idx_tool_executions_executed_at_brin
			on mcp.tool_executions using brin (executed_at) with (pages_per_range = 32, autosummarize = on);
		perform mcp.create_monthly_partitions('mcp.tool_executions');
	end if;

	if own_metrics then
		create table if not exists mcp.query_metrics_default partition of mcp.query_metrics default;
		create index if not exists idx_query_metrics_timestamp_brin
			on mcp.query_metrics using brin (timestamp) with (pages_per_range = 32, autosummarize = on);
		create index if not exists idx_query_metrics_tenant_time on mcp.query_metrics (tenant_id, timestamp desc);
		create index if not exists idx_query_metrics_slow_queries
			on mcp.query_metrics (execution_time_ms, timestamp desc) where execution_time_ms > 1000;
		perform mcp.create_monthly_partitions('mcp.query_metrics');
	end if;

	for described in
		select * from (values
			('tool_configurations', 'Tools that a tenant has set up: where they answer and how they are spoken to.'),
			('tool_discovery_sessions', 'Attempts to find out what a tool offers.'),
			('tool_executions', 'Calls of tools, by month. Kept until retain_until.'),
			('tool_executions_archive', 'Calls of tools whose time is over, by month.'),
			('query_metrics', 'What queries cost, by month.'),
			('audit_log', 'Changes to tool configurations: by whom, and from what to what, without secrets.')
		) as list (table_name, description)
	loop
		if to_regclass(format('mcp.registry_%s_pkey', described.table_name)) is not null then
			execute format('comment on table mcp.%I is %L', described.table_name, described.description);
		end if;
	end loop;
end
$$;

comment on function mcp.set_retention_policy() is 'Keeps the record of a call for 90 days.';

-- migrate:down
-- Only the tables that up made; partitions go with theirs. But for the archive, if it has rows: they were taken out of
-- their table to be kept, and are nowhere else. It stays, rather than that all of down is refused, as those do that
-- retention made meanwhile (20260101000790); up takes it up again as it is.
do $$
-- locks: ACCESS EXCLUSIVE on mcp.audit_log, mcp.query_metrics, the partitions of mcp.query_metrics
-- locks: ACCESS EXCLUSIVE on mcp.tool_configurations, mcp.tool_discovery_sessions, mcp.tool_executions
-- locks: ACCESS EXCLUSIVE on the partitions of mcp.tool_executions, mcp.tool_executions_archive
-- locks: ACCESS EXCLUSIVE on the partitions of mcp.tool_executions_archive
declare
	made text;
	occupied boolean;
begin
	if to_regclass('mcp.registry_tool_executions_pkey') is not null then
		drop trigger if exists set_tool_execution_retention on mcp.tool_executions;
	end if;
	foreach made in array array[
		'audit_log', 'query_metrics', 'tool_executions_archive', 'tool_executions', 'tool_discovery_sessions',
		'tool_configurations'
	]
	loop
		continue when to_regclass(format('mcp.registry_%s_pkey', made)) is null;
		if made = 'tool_executions_archive' then
			-- Nobody adds a row in between.
			lock table mcp.tool_executions_archive in access exclusive mode;
			execute 'select exists (select from mcp.tool_executions_archive)' into occupied;
			if occupied then
				raise notice 'Archive mcp.tool_executions_archive stays: it has rows.'
					using hint = 'When they are not needed any more, drop it.';
				continue;
			end if;
		end if;
		execute format('drop table mcp.%I', made);
	end loop;
end
$$;

drop function if exists mcp.set_retention_policy();
