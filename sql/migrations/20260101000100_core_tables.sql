-- The thirteen core tables of the registry: who may call (tenants, users, sessions, keys), what can be called (servers,
-- their tools and resources), how a call finds its way, and what happened.
--
-- A live registry may have some or all of them already, made by another tool: those are left as they are. The pack's own
-- tables are told from them by the name of their primary key, registry_<table>_pkey; down drops only these. What refers
-- to what is in 20260101000250_references.sql.
--
-- Success rates are percentages from 0 to 100, times are milliseconds. A number that is NaN or infinite would spoil every
-- average it is part of: NaN sorts above infinity, so "< 'infinity'" refuses both.

-- migrate:up
do $$
-- locks: nothing
begin
	if to_regtype('registry_transport_type') is null then
		create type registry_transport_type as enum ('http', 'stdio', 'sse', 'websocket', 'streamable_http');
	end if;
	-- In lower case only: 'HEALTHY' beside 'healthy' is one state that no query finds whole.
	if to_regtype('registry_health_status') is null then
		create type registry_health_status as enum ('healthy', 'degraded', 'unhealthy', 'unknown', 'maintenance');
	end if;
end
$$;

create table if not exists tenants (
	id uuid default gen_random_uuid() constraint registry_tenants_pkey primary key,
	name varchar(255) not null,
	status varchar(20) not null default 'active'
		constraint tenants_status_known check (status in ('active', 'suspended', 'inactive')),
	settings jsonb not null default '{}'
		constraint tenants_settings_object check (jsonb_typeof(settings) = 'object'),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists users (
	id uuid default gen_random_uuid() constraint registry_users_pkey primary key,
	tenant_id uuid,
	username varchar(255) not null constraint users_username_unique unique,
	email varchar(255) not null constraint users_email_unique unique,
	role varchar(20) not null default 'user'
		constraint users_role_known check (role in ('admin', 'operator', 'user', 'viewer', 'service')),
	auth_provider varchar(50),
	auth_provider_id varchar(255),
	is_active boolean not null default true,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists sessions (
	id uuid default gen_random_uuid() constraint registry_sessions_pkey primary key,
	user_id uuid not null,
	is_active boolean not null default true,
	expires_at timestamptz not null,
	last_activity timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists api_keys (
	id uuid default gen_random_uuid() constraint registry_api_keys_pkey primary key,
	tenant_id uuid not null,
	user_id uuid,
	name varchar(255),
	key_hash varchar(255) not null constraint api_keys_key_hash_unique unique,
	is_active boolean not null default true,
	expires_at timestamptz,
	last_used_at timestamptz,
	usage_count bigint not null default 0 constraint api_keys_usage_count_counts check (usage_count >= 0),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists mcp_servers (
	id uuid default gen_random_uuid() constraint registry_mcp_servers_pkey primary key,
	tenant_id uuid,
	name varchar(255) not null,
	endpoint_url varchar(500) not null,
	transport_type registry_transport_type not null default 'http',
	capabilities jsonb not null default '{}'
		constraint mcp_servers_capabilities_object check (jsonb_typeof(capabilities) = 'object'),
	health_status registry_health_status not null default 'unknown',
	last_health_check timestamptz,
	avg_response_time double precision
		constraint mcp_servers_avg_response_time_finite check (avg_response_time >= 0 and avg_response_time < 'infinity'),
	success_rate double precision
		constraint mcp_servers_success_rate_percent check (success_rate between 0 and 100),
	active_connections integer constraint mcp_servers_active_connections_counts check (active_connections >= 0),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists server_tools (
	id uuid default gen_random_uuid() constraint registry_server_tools_pkey primary key,
	server_id uuid not null,
	name varchar(255) not null,
	description text,
	tool_schema jsonb not null default '{}'
		constraint server_tools_tool_schema_object check (jsonb_typeof(tool_schema) = 'object'),
	total_calls bigint not null default 0,
	success_count bigint not null default 0,
	error_count bigint not null default 0,
	avg_execution_time double precision constraint server_tools_avg_execution_time_finite
		check (avg_execution_time >= 0 and avg_execution_time < 'infinity'),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint server_tools_counts check (total_calls >= 0 and success_count >= 0 and error_count >= 0)
);

create table if not exists server_resources (
	id uuid default gen_random_uuid() constraint registry_server_resources_pkey primary key,
	server_id uuid not null,
	uri_template varchar(500) not null,
	mime_type varchar(100),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists server_metrics (
	id uuid default gen_random_uuid() constraint registry_server_metrics_pkey primary key,
	server_id uuid not null,
	recorded_at timestamptz not null default now(),
	avg_response_time double precision constraint server_metrics_avg_response_time_finite
		check (avg_response_time >= 0 and avg_response_time < 'infinity'),
	success_rate double precision
		constraint server_metrics_success_rate_percent check (success_rate between 0 and 100),
	active_connections integer,
	request_count bigint,
	error_count bigint,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint server_metrics_counts check (active_connections >= 0 and request_count >= 0 and error_count >= 0)
);

create table if not exists routing_rules (
	id uuid default gen_random_uuid() constraint registry_routing_rules_pkey primary key,
	tenant_id uuid,
	name varchar(255),
	conditions jsonb not null default '{}'
		constraint routing_rules_conditions_object check (jsonb_typeof(conditions) = 'object'),
	target_servers jsonb not null default '[]'
		constraint routing_rules_target_servers_array check (jsonb_typeof(target_servers) = 'array'),
	load_balancing_strategy varchar(50) not null default 'round_robin',
	priority integer not null default 100,
	is_active boolean not null default true,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists system_configs (
	id uuid default gen_random_uuid() constraint registry_system_configs_pkey primary key,
	tenant_id uuid,
	category varchar(100) not null,
	key varchar(255) not null,
	value jsonb,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists audit_logs (
	id uuid default gen_random_uuid() constraint registry_audit_logs_pkey primary key,
	tenant_id uuid,
	user_id uuid,
	action varchar(100) not null,
	resource_type varchar(100) not null,
	resource_id varchar(255),
	success boolean not null default true,
	details jsonb not null default '{}'
		constraint audit_logs_details_object check (jsonb_typeof(details) = 'object'),
	timestamp timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists request_logs (
	id uuid default gen_random_uuid() constraint registry_request_logs_pkey primary key,
	request_id varchar(255) not null constraint request_logs_request_id_unique unique,
	tenant_id uuid,
	user_id uuid,
	method varchar(10) not null,
	path varchar(500) not null,
	target_server_id uuid,
	-- NULL until the answer came, and for good where none came.
	status_code integer constraint request_logs_status_code_http check (status_code between 100 and 599),
	duration_ms double precision
		constraint request_logs_duration_ms_finite check (duration_ms >= 0 and duration_ms < 'infinity'),
	client_ip inet,
	request_time timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists fastmcp_audit_log (
	id uuid default gen_random_uuid() constraint registry_fastmcp_audit_log_pkey primary key,
	tenant_id uuid,
	user_id uuid,
	method varchar(100) not null,
	success boolean not null default true,
	duration_ms double precision
		constraint fastmcp_audit_log_duration_ms_finite check (duration_ms >= 0 and duration_ms < 'infinity'),
	timestamp timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

-- Only the pack's own tables are described: what another tool says of its own stays.
do $$
-- locks: SHARE UPDATE EXCLUSIVE on api_keys, audit_logs, fastmcp_audit_log, mcp_servers, request_logs, routing_rules
-- locks: SHARE UPDATE EXCLUSIVE on server_metrics, server_resources, server_tools, sessions, system_configs, tenants
-- locks: SHARE UPDATE EXCLUSIVE on users
declare
	described record;
begin
	for described in
		select * from (values
			('tenants', 'Customers of the gateway. What a tenant owns goes when it goes; logs of it stay, without its name.'),
			('users', 'People and services that sign in. Without a tenant: of the whole gateway.'),
			('sessions', 'Sign-ins that are open or were.'),
			('api_keys', 'Keys for programs, as hashes.'),
			('mcp_servers', 'The registry: MCP servers, where they answer, and how well they did lately.'),
			('server_tools', 'Tools that a server offers, with counts of their calls.'),
			('server_resources', 'Resources that a server offers, by URI template.'),
			('server_metrics', 'Measurements of a server over time.'),
			('routing_rules', 'Which servers may take a request. The lowest priority is tried first.'),
			('system_configs', 'Settings by category and key. Without a tenant: for all of them.'),
			('audit_logs', 'Who did what to what, and whether it was allowed.'),
			('request_logs', 'One row for each request that passed the gateway.'),
			('fastmcp_audit_log', 'Calls of MCP methods, as the FastMCP layer saw them.')
		) as list (table_name, description)
	loop
		if to_regclass(format('registry_%s_pkey', described.table_name)) is not null then
			execute format('comment on table %I is %L', described.table_name, described.description);
		end if;
	end loop;
end
$$;

-- migrate:down
-- Only the tables that up made. The rows of those that were there before it are not the pack's to lose.
do $$
-- locks: ACCESS EXCLUSIVE on api_keys, audit_logs, fastmcp_audit_log, mcp_servers, request_logs, routing_rules
-- locks: ACCESS EXCLUSIVE on server_metrics, server_resources, server_tools, sessions, system_configs, tenants, users
declare
	made text;
begin
	foreach made in array array[
		'fastmcp_audit_log', 'request_logs', 'audit_logs', 'system_configs', 'routing_rules', 'server_metrics',
		'server_resources', 'server_tools', 'mcp_servers', 'api_keys', 'sessions', 'users', 'tenants'
	]
	loop
		if to_regclass(format('registry_%s_pkey', made)) is not null then
			execute format('drop table %I', made);
		end if;
	end loop;
end
$$;

drop type if exists registry_health_status;
drop type if exists registry_transport_type;
