import {createHash} from 'node:crypto';
import type {Pattern} from './patterns.ts';
import {threeServers, threeTenants} from './patterns-servers.ts';
import {idOf, type Sizes} from './sizes.ts';

/** A busy user, an average one and one that hardly calls. */
export const threeUsers = ({users}: Sizes) => [1, Math.ceil(users / 2), users].map(n => [idOf('user', n)]);

const hashes = (prefix: string, rows: number) =>
	// The last key belongs to nobody.
	[2, Math.ceil(rows / 2), rows + 1000].map(n => [createHash('md5').update(`${prefix}${n}`).digest('hex')]);

export const accessPatterns: readonly Pattern[] = [
	{
		area: 'user lookup',
		name: "a tenant's users of a role",
		meant: 'idx_users_tenant_role',
		text: 'select * from users where tenant_id = $1 and role = $2 and is_active',
		sets: sizes => threeTenants(sizes).map(tenant => [...tenant, 'admin']),
	},
	{
		area: 'user lookup',
		name: 'by what a provider vouches for',
		meant: 'idx_users_auth_provider',
		text: 'select * from users where auth_provider = $1 and auth_provider_id = $2',
		sets: ({users}) => [
			['github', `ext-${users - (users % 3)}`],
			['azure', 'ext-1'],
			['okta', 'ext-1'],
		],
	},
	{
		area: 'user lookup',
		name: 'by user name',
		text: 'select * from users where username = $1',
		sets: ({users}) => [['user1'], [`user${users}`], ['nobody']],
	},
	{
		area: 'user lookup',
		name: 'open sessions of a user',
		meant: 'idx_sessions_user_active',
		text: 'select * from sessions where user_id = $1 and is_active and expires_at > now()',
		sets: threeUsers,
	},
	{
		area: 'user lookup',
		name: 'the latest active sessions',
		meant: 'idx_sessions_activity_time',
		text: 'select * from sessions where is_active order by last_activity desc limit $1',
		sets: () => [[20], [200]],
	},
	{
		area: 'key validation',
		name: 'an enhanced key',
		meant: 'idx_enhanced_api_keys_active_hash',
		text: 'select * from enhanced_api_keys where key_hash = $1 and is_active = true and not is_locked',
		sets: ({enhancedApiKeys}) => hashes('enhanced', enhancedApiKeys),
	},
	{
		area: 'key validation',
		name: 'a key',
		text: 'select * from api_keys where key_hash = $1 and is_active = true',
		sets: ({apiKeys}) => hashes('key', apiKeys),
	},
	{
		area: 'key validation',
		name: 'active keys of a tenant',
		meant: 'idx_api_keys_tenant_active',
		text: 'select * from api_keys where tenant_id = $1 and is_active',
		sets: threeTenants,
	},
	{
		area: 'key validation',
		name: 'keys of a user, of both kinds',
		meant: 'idx_api_keys_user_id',
		text: `
			select id, name, expires_at from api_keys where user_id = $1
			union all select id, name, expires_at from enhanced_api_keys where user_id = $1`,
		sets: threeUsers,
	},
	{
		area: 'key validation',
		name: 'keys that expire soon',
		meant: 'idx_api_keys_expiration',
		text: 'select * from api_keys where is_active and expires_at between now() and now() + $1::interval',
		sets: () => [['1 day'], ['7 days'], ['30 days']],
	},
	{
		area: 'key validation',
		name: 'keys that nobody uses',
		meant: 'idx_api_keys_usage',
		text: `
			select * from api_keys where is_active and last_used_at < now() - $1::interval and usage_count < 10
			order by last_used_at limit 100`,
		sets: () => [['90 days'], ['180 days']],
	},
	{
		area: 'key validation',
		name: 'what a user may do with a server',
		meant: 'idx_server_access_control_lookup',
		text: 'select * from server_access_control where server_id = $1 and user_id = $2',
		sets: ({servers, users}) =>
			[1, 2, 3].map(n => [idOf('server', 1 + (n % servers)), idOf('user', 1 + (n % users))]),
	},
	{
		area: 'request routing',
		name: "a tenant's rules in their order",
		meant: 'idx_routing_rules_tenant_active',
		text: 'select * from routing_rules where tenant_id = $1 and is_active order by priority',
		sets: threeTenants,
	},
	{
		area: 'request routing',
		name: 'settings of a category',
		meant: 'idx_system_configs_category_tenant',
		text: 'select * from system_configs where category = $1 and tenant_id = $2',
		sets: sizes => threeTenants(sizes).map(tenant => ['limits', ...tenant]),
	},
	{
		area: 'request routing',
		name: 'whether a breaker is open',
		meant: 'idx_circuit_breakers_server_state',
		text: "select * from circuit_breakers where server_id = $1 and state = 'open'",
		sets: threeServers,
	},
	{
		area: 'request routing',
		name: 'the next requests of a queue',
		meant: 'idx_request_queues_dispatch',
		text: `
			select * from request_queues where server_id = $1 and status = 'pending'
			order by priority limit 10 for update skip locked`,
		sets: threeServers,
	},
	{
		area: 'upkeep and dashboards',
		name: 'open alerts of a severity',
		meant: 'idx_performance_alerts_open',
		text: `
			select * from performance_alerts where severity = $1 and resolved_at is null
			order by created_at desc limit 50`,
		sets: () => [['critical'], ['warning'], ['info']],
	},
	{
		area: 'upkeep and dashboards',
		name: 'delete a tenant that has nothing',
		text: 'delete from tenants where id = $1',
		sets: ({tenants}) => [[idOf('tenant', tenants + 1)]],
		inside: 'delete',
	},
	{
		area: 'upkeep and dashboards',
		name: 'delete a user',
		text: 'delete from users where id = $1',
		sets: ({users}) => [users, users - 1].map(n => [idOf('user', n)]),
		inside: 'delete',
	},
	{
		area: 'upkeep and dashboards',
		name: 'delete a server',
		text: 'delete from mcp_servers where id = $1',
		sets: ({servers}) => [servers, servers - 1].map(n => [idOf('server', n)]),
		inside: 'delete',
	},
];
