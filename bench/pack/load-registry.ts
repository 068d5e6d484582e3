import type {Sql} from 'postgres';
import {type Sizes, toolNames} from './sizes.ts';

/**
Users, servers and tools. The server generates rows from their number; a few tenants have most of the users, a few
servers most of the calls. Neighbors in a table belong to different tenants, because sorted by tenant every index on it
would look better than it is.
*/

/** Functions that make keys from numbers, and numbers that favor the first. */
export async function makeHelpers(sql: Sql): Promise<void> {
	await sql`create schema bench`;
	await sql`
		create function bench.id(kind text, n integer) returns uuid language sql immutable
		return md5(kind || n)::uuid`;
	await sql`
		create function bench.pick(among integer, skew float8) returns integer language sql volatile
		return 1 + floor(pow(random(), skew) * among)::integer`;
	// The first tenant has an eighth of the users, the last of 500 a few dozen.
	await sql`
		create function bench.tenant_of(n integer, users integer, tenants integer) returns integer
		language sql immutable
		return 1 + floor(tenants * pow(((n::bigint * 7919) % users)::float8 / users, 3))::integer`;
	// Traffic grows: the last day has over half more than the average one.
	await sql`
		create function bench.time_of(n integer, rows integer, days integer) returns timestamptz
		language sql stable
		return now() - make_interval(secs => days * 86400.0 * (1 - pow(least(1, n::float8 / rows), 0.6)))`;
}

export async function loadPeople(sql: Sql, sizes: Sizes): Promise<void> {
	const {tenants, users} = sizes;
	// One row without references, to be deleted.
	await sql`
		insert into tenants (id, name)
		select bench.id('tenant', n), 'Tenant ' || n from generate_series(1, ${tenants}::integer + 1) as n`;
	await sql`
		insert into users (id, tenant_id, username, email, role, auth_provider, auth_provider_id, is_active)
		select
			bench.id('user', n),
			bench.id('tenant', bench.tenant_of(n, ${users}, ${tenants})),
			'user' || n,
			'user' || n || '@example.com',
			(array['user', 'user', 'user', 'user', 'user', 'viewer', 'viewer', 'operator', 'service', 'admin'])[bench.pick(10, 1)],
			case n % 3 when 0 then 'github' when 1 then 'azure' end,
			case when n % 3 < 2 then 'ext-' || n end,
			random() > 0.05
		from generate_series(1, ${users}::integer) as n`;
	await sql`
		insert into sessions (user_id, is_active, expires_at, last_activity)
		select
			bench.id('user', bench.pick(${users}, 1.6)),
			age < 0.1,
			now() + interval '8 hours' - age * interval '90 days',
			now() - age * interval '90 days'
		from (select random() as age from generate_series(1, ${sizes.sessions}::integer)) as session`;
	await sql`
		insert into api_keys (tenant_id, user_id, key_hash, is_active, expires_at, last_used_at, usage_count)
		select
			bench.id('tenant', bench.tenant_of(n, ${users}, ${tenants})),
			bench.id('user', n),
			md5('key' || n),
			random() > 0.2,
			now() + (random() - 0.2) * interval '365 days',
			now() - pow(random(), 3) * interval '200 days',
			floor(pow(random(), 4) * 100000)
		from (select 1 + i % ${users}::integer as n, i from generate_series(1, ${sizes.apiKeys}::integer) as i) as key`;
	await sql`
		insert into enhanced_api_keys (tenant_id, user_id, key_hash, salt, scopes, is_active, is_locked, expires_at)
		select
			bench.id('tenant', bench.tenant_of(n, ${users}, ${tenants})),
			bench.id('user', n),
			md5('enhanced' || n),
			md5('salt' || n),
			'["read", "call"]',
			random() > 0.2,
			random() < 0.02,
			now() + (random() - 0.2) * interval '365 days'
		from (select 1 + i % ${users}::integer as n from generate_series(1, ${sizes.enhancedApiKeys}::integer) as i) as key`;
}

export async function loadServers(sql: Sql, sizes: Sizes): Promise<void> {
	const {servers, tenants, users} = sizes;
	// States and transports as in a mostly healthy registry.
	await sql`
		insert into mcp_servers (
			id, tenant_id, name, endpoint_url, transport_type, capabilities,
			health_status, last_health_check, avg_response_time, success_rate, active_connections
		)
		select
			bench.id('server', n),
			bench.id('tenant', bench.tenant_of(n, ${servers}, ${tenants})),
			'server ' || n,
			'https://s' || n || '.mcp.example.com/v1',
			(case when r < 0.3 then 'http' when r < 0.65 then 'streamable_http' when r < 0.8 then 'sse'
				when r < 0.95 then 'stdio' else 'websocket' end)::registry_transport_type,
			'{"tools": true, "resources": true}',
			health::registry_health_status,
			case when health <> 'unknown' then now() - pow(random(), 4) * interval '20 minutes' end,
			case health when 'healthy' then 20 + 200 * random() when 'degraded' then 300 + 500 * random()
				when 'unhealthy' then 1000 + 4000 * random() end,
			case health when 'healthy' then 99 + random() when 'degraded' then 92 + 6 * random()
				when 'unhealthy' then 30 + 60 * random() end,
			bench.pick(30, 2)
		from (
			select n, random() as r, case when h < 0.8 then 'healthy' when h < 0.88 then 'degraded'
				when h < 0.92 then 'unhealthy' when h < 0.97 then 'unknown' else 'maintenance' end as health
			from (select n, random() as h from generate_series(1, ${servers}::integer) as n) as drawn
		) as made`;
	await sql`
		insert into server_tools (server_id, name, total_calls, success_count, error_count, avg_execution_time)
		select bench.id('server', 1 + n % ${servers}::integer), name, calls, calls - calls / 50, calls / 50, 20 + 400 * random()
		from (
			select
				n,
				(${[...toolNames]}::text[])[bench.pick(${toolNames.length}, 1.5)] as name,
				case when random() < 0.6 then floor(pow(random(), 5) * 200000)::bigint else 0 end as calls
			from generate_series(1, ${sizes.tools}::integer) as n
		) as tool`;
	await sql`
		insert into server_resources (server_id, uri_template, mime_type)
		select
			bench.id('server', 1 + n % ${servers}::integer),
			'res://s' || 1 + n % ${servers}::integer || '/' || (array['files', 'tables', 'reports', 'images'])[1 + n % 4] || '/{id}',
			(array['application/json', 'application/json', 'text/plain', 'text/markdown', 'image/png', null, null,
				'application/json', 'text/plain', 'application/pdf'])[bench.pick(10, 1)]
		from generate_series(1, ${sizes.resources}::integer) as n`;
	await sql`
		insert into circuit_breakers (server_id, service_name, state)
		select bench.id('server', n), 'upstream', (case when random() < 0.04 then 'open' else 'closed' end)::registry_breaker_state
		from generate_series(1, ${servers}::integer) as n`;
	await sql`
		insert into server_access_control (server_id, user_id, tenant_id, can_write)
		select bench.id('server', 1 + n % ${servers}::integer), case when n % 4 > 0 then bench.id('user', 1 + n % ${users}::integer) end,
			bench.id('tenant', bench.tenant_of(1 + n % ${users}::integer, ${users}, ${tenants})), random() < 0.3
		from generate_series(1, ${sizes.accessRules}::integer) as n`;
	await sql`
		insert into routing_rules (tenant_id, name, priority, is_active)
		select bench.id('tenant', 1 + n % ${tenants}::integer), 'rule ' || n, 10 * bench.pick(20, 1), random() > 0.3
		from generate_series(1, ${sizes.routingRules}::integer) as n`;
	await sql`
		insert into system_configs (tenant_id, category, key, value)
		select bench.id('tenant', 1 + n % ${tenants}::integer), (array['limits', 'routing', 'features', 'branding', 'alerts'])[bench.pick(5, 1)],
			'key' || n, to_jsonb(n)
		from generate_series(1, ${sizes.systemConfigs}::integer) as n`;
}
