-- The eight newer tables: fault tolerance, queues and pools, tighter access, upkeep and alerts.
-- As in 20260101000100_core_tables.sql, tables that another tool made are left as they are, by up and by down.

-- migrate:up
do $$
-- locks: nothing
begin
	if to_regtype('registry_breaker_state') is null then
		create type registry_breaker_state as enum ('closed', 'open', 'half_open');
	end if;
end
$$;

create table if not exists circuit_breakers (
	id uuid default gen_random_uuid() constraint registry_circuit_breakers_pkey primary key,
	server_id uuid not null,
	service_name varchar(255) not null,
	state registry_breaker_state not null default 'closed',
	failure_count integer not null default 0,
	success_count integer not null default 0,
	failure_threshold integer not null default 5,
	success_threshold integer not null default 2,
	timeout_ms integer not null default 60000,
	opened_at timestamptz,
	last_failure_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	-- Two breakers for one service could contradict each other.
	constraint circuit_breakers_service_unique unique (server_id, service_name),
	constraint circuit_breakers_counts check (failure_count >= 0 and success_count >= 0),
	constraint circuit_breakers_limits check (failure_threshold > 0 and success_threshold > 0 and timeout_ms > 0)
);

create table if not exists connection_pools (
	id uuid default gen_random_uuid() constraint registry_connection_pools_pkey primary key,
	pool_name varchar(255) not null constraint connection_pools_pool_name_unique unique,
	size integer not null,
	in_use integer not null default 0,
	waiting integer not null default 0,
	-- In percent, and worked out here: so it can't disagree with the counts. Above 100 while a pool shrinks.
	utilisation numeric generated always as (round(100.0 * in_use / nullif(size, 0), 2)) stored,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint connection_pools_counts check (size >= 0 and in_use >= 0 and waiting >= 0)
);

create table if not exists request_queues (
	id uuid default gen_random_uuid() constraint registry_request_queues_pkey primary key,
	server_id uuid not null,
	request_id varchar(255) not null,
	status varchar(20) not null default 'pending' constraint request_queues_status_known
		check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
	priority integer not null default 100,
	payload jsonb not null default '{}',
	attempts integer not null default 0 constraint request_queues_attempts_counts check (attempts >= 0),
	enqueued_at timestamptz not null default now(),
	started_at timestamptz,
	finished_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists enhanced_api_keys (
	id uuid default gen_random_uuid() constraint registry_enhanced_api_keys_pkey primary key,
	tenant_id uuid,
	user_id uuid,
	name varchar(255),
	key_hash varchar(255) not null constraint enhanced_api_keys_key_hash_unique unique,
	salt varchar(255) not null,
	scopes jsonb not null default '[]',
	allowed_servers jsonb not null default '[]',
	ip_whitelist jsonb not null default '[]',
	rate_limit_per_hour integer not null default 1000,
	rate_limit_per_day integer not null default 10000,
	failed_attempts integer not null default 0
		constraint enhanced_api_keys_failed_attempts_counts check (failed_attempts >= 0),
	is_active boolean not null default true,
	is_locked boolean not null default false,
	expires_at timestamptz,
	last_used_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint enhanced_api_keys_rate_limits check (rate_limit_per_hour > 0 and rate_limit_per_day > 0),
	constraint enhanced_api_keys_lists check (
		jsonb_typeof(scopes) = 'array'
		and jsonb_typeof(allowed_servers) = 'array'
		and jsonb_typeof(ip_whitelist) = 'array'
	)
);

create table if not exists server_access_control (
	id uuid default gen_random_uuid() constraint registry_server_access_control_pkey primary key,
	server_id uuid not null,
	user_id uuid,
	tenant_id uuid,
	can_read boolean not null default true,
	can_write boolean not null default false,
	can_admin boolean not null default false,
	can_proxy boolean not null default true,
	allowed_methods jsonb not null default '[]',
	denied_methods jsonb not null default '[]',
	-- 0 is Monday. Empty lists allow every day and every hour.
	allowed_days jsonb not null default '[]' constraint server_access_control_allowed_days_known
		check (jsonb_typeof(allowed_days) = 'array' and allowed_days <@ '[0, 1, 2, 3, 4, 5, 6]'),
	allowed_hours jsonb not null default '[]' constraint server_access_control_allowed_hours_known
		check (
			jsonb_typeof(allowed_hours) = 'array'
			and allowed_hours <@ '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]'
		),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint server_access_control_lists
		check (jsonb_typeof(allowed_methods) = 'array' and jsonb_typeof(denied_methods) = 'array')
);

create table if not exists data_retention_policies (
	id uuid default gen_random_uuid() constraint registry_data_retention_policies_pkey primary key,
	table_name varchar(255) not null constraint data_retention_policies_table_name_unique unique,
	time_column varchar(63) not null default 'created_at',
	retention_days integer not null
		constraint data_retention_policies_retention_days_positive check (retention_days > 0),
	action varchar(20) not null default 'archive'
		constraint data_retention_policies_action_known check (action in ('archive', 'delete')),
	is_active boolean not null default true,
	last_run_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists materialized_views (
	id uuid default gen_random_uuid() constraint registry_materialized_views_pkey primary key,
	view_name varchar(255) not null constraint materialized_views_view_name_unique unique,
	refresh_interval interval not null default '1 hour'
		constraint materialized_views_refresh_interval_positive check (refresh_interval > '0'),
	is_active boolean not null default true,
	last_refreshed_at timestamptz,
	last_duration_ms double precision constraint materialized_views_last_duration_ms_finite
		check (last_duration_ms >= 0 and last_duration_ms < 'infinity'),
	last_error text,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table if not exists performance_alerts (
	id uuid default gen_random_uuid() constraint registry_performance_alerts_pkey primary key,
	server_id uuid,
	alert_type varchar(100) not null,
	severity varchar(20) not null
		constraint performance_alerts_severity_known check (severity in ('info', 'warning', 'critical')),
	message text not null,
	metric_value double precision,
	threshold_value double precision,
	resolved_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

-- Only the pack's own tables are described: what another tool says of its own stays.
do $$
-- locks: SHARE UPDATE EXCLUSIVE on circuit_breakers, connection_pools, data_retention_policies, enhanced_api_keys
-- locks: SHARE UPDATE EXCLUSIVE on materialized_views, performance_alerts, request_queues, server_access_control
declare
	described record;
begin
	for described in
		select * from (values
			('circuit_breakers', 'Whether calls to a service of a server are let through. Open: they are not, until timeout_ms has passed.'),
			('connection_pools', 'The gateway''s pools, as each last reported itself.'),
			('request_queues', 'Requests that wait for a server. The lowest priority goes first.'),
			('enhanced_api_keys', 'Keys with scopes, limits and a lock after failed attempts.'),
			('server_access_control', 'What a user or a tenant may do with a server, and when.'),
			('data_retention_policies', 'How long the rows of a table are kept, and what happens to them then.'),
			('materialized_views', 'Which materialized views are refreshed how often, and when they last were.'),
			('performance_alerts', 'Thresholds that were crossed. Open while resolved_at is null.')
		) as list (table_name, description)
	loop
		if to_regclass(format('registry_%s_pkey', described.table_name)) is not null then
			execute format('comment on table %I is %L', described.table_name, described.description);
		end if;
	end loop;
end
$$;

-- migrate:down
-- Only the tables that up made.
do $$
-- locks: ACCESS EXCLUSIVE on circuit_breakers, connection_pools, data_retention_policies, enhanced_api_keys
-- locks: ACCESS EXCLUSIVE on materialized_views, performance_alerts, request_queues, server_access_control
declare
	made text;
begin
	foreach made in array array[
		'performance_alerts', 'materialized_views', 'data_retention_policies', 'server_access_control',
		'enhanced_api_keys', 'request_queues', 'connection_pools', 'circuit_breakers'
	]
	loop
		if to_regclass(format('registry_%s_pkey', made)) is not null then
			execute format('drop table %I', made);
		end if;
	end loop;
end
$$;

drop type if exists registry_breaker_state;
