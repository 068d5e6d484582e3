import type {Sql} from 'postgres';

/** IDs of the tenant, user, server and tool that the rows refer to. */
export const id = '11111111-1111-4111-8111-111111111111';

/** The least that a row of each table needs; the rest are defaults. `$id` is a tenant, a user, a server and a tool that exist. */
const least: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	tenants: {name: "'t'"},
	users: {username: "'u'", email: "'e'"},
	sessions: {user_id: '$id', expires_at: 'now()'},
	api_keys: {tenant_id: '$id', key_hash: "'h'"},
	mcp_servers: {name: "'s'", endpoint_url: "'http://s'"},
	server_tools: {server_id: '$id', name: "'t'"},
	server_resources: {server_id: '$id', uri_template: "'file:///{path}'"},
	server_metrics: {server_id: '$id'},
	routing_rules: {},
	system_configs: {category: "'c'", key: "'k'"},
	audit_logs: {action: "'a'", resource_type: "'r'"},
	request_logs: {request_id: "'r'", method: "'GET'", path: "'/'"},
	fastmcp_audit_log: {method: "'tools/call'"},
	circuit_breakers: {server_id: '$id', service_name: "'s'"},
	connection_pools: {pool_name: "'p'", size: '10'},
	request_queues: {server_id: '$id', request_id: "'r'"},
	enhanced_api_keys: {key_hash: "'h'", salt: "'s'"},
	server_access_control: {server_id: '$id'},
	data_retention_policies: {table_name: "'t'", retention_days: '90'},
	materialized_views: {view_name: "'v'"},
	'mcp.tool_configurations': {tenant_id: '$id', name: "'t'", type: "'rest'", base_url: "'http://t'"},
	'mcp.tool_discovery_sessions': {tool_id: '$id'},
	'mcp.tool_executions': {action: "'call'"},
	'mcp.tool_executions_archive': {action: "'call'"},
	'mcp.query_metrics': {query_hash: "'h'", query_type: "'t'", operation: "'select'", execution_time_ms: '1'},
	'mcp.audit_log': {entity_type: "'tool_configuration'", action: "'INSERT'"},
	performance_alerts: {alert_type: "'a'", severity: "'info'", message: "'m'"},
};

/** An insert of such a row, with more columns or other values, as SQL. */
export function insert(table: string, more: Readonly<Record<string, string>> = {}): string {
	const row = Object.entries({id: 'default', ...least[table], ...more});
	const columns = row.map(([column]) => column).join(', ');
	const values = row.map(([, value]) => value.replace('$id', `'${id}'`)).join(', ');
	return `insert into ${table} (${columns}) values (${values}) returning *`;
}

/** Makes the tenant, the user, the server and the tool that the rows refer to. */
export async function insertOwners(sql: Sql): Promise<void> {
	await sql.unsafe(insert('tenants', {id: '$id'}));
	await sql.unsafe(insert('users', {id: '$id', username: "'first'", email: "'first'"}));
	await sql.unsafe(insert('mcp_servers', {id: '$id'}));
	await sql.unsafe(insert('mcp.tool_configurations', {id: '$id', name: "'first'"}));
}

/** The row that the last of the statements gives, or the constraint that refuses it; nothing of them stays. */
export async function outcome(sql: Sql, ...statements: readonly string[]): Promise<unknown> {
	const connection = await sql.reserve();
	try {
		await connection`begin`;
		let result: unknown;
		for (const statement of statements) {
			result = await connection.unsafe(statement).then(
				rows => ({...rows[0]}),
				(error: {constraint_name?: string; message: string}) => error.constraint_name ?? error.message,
			);
		}
		return result;
	} finally {
		await connection`rollback`;
		connection.release();
	}
}
