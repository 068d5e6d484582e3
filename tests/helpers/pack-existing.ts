import type {Sql} from 'postgres';

/** How another tool made its tables: without enums, indexes, foreign keys or checks of the pack. */
export type Flavor = {
	readonly key: 'uuid' | 'varchar(36)' | 'text' | 'bigint';
	readonly number: 'double precision' | 'integer' | 'numeric';
	/** All 21 tables, or only the 13 core tables. */
	readonly tables: 'all' | 'core';
};

const core: Readonly<Record<string, string>> = {
	tenants: 'id key, name text, status text, settings jsonb',
	users:
		'id key, tenant_id key, username text, email text, role text, auth_provider text, auth_provider_id text, is_active boolean',
	sessions: 'id key, user_id key, is_active boolean, expires_at timestamptz, last_activity timestamptz',
	api_keys:
		'id key, tenant_id key, user_id key, key_hash text, is_active boolean, expires_at timestamptz, last_used_at timestamptz, usage_count integer',
	mcp_servers:
		'id key, tenant_id key, name text, endpoint_url text, transport_type text, health_status state, last_health_check timestamptz, avg_response_time number, success_rate number',
	server_tools:
		'id key, server_id key, name text, total_calls integer, success_count integer, error_count integer, avg_execution_time number',
	server_resources: 'id key, server_id key, uri_template text, mime_type text',
	server_metrics:
		'id key, server_id key, recorded_at timestamptz, avg_response_time number, success_rate number',
	routing_rules: 'id key, tenant_id key, conditions jsonb, is_active boolean, priority integer',
	system_configs: 'id key, tenant_id key, category text, key text, value jsonb',
	audit_logs:
		'id key, tenant_id key, user_id key, action text, resource_type text, success boolean, details jsonb, timestamp timestamptz',
	request_logs:
		'id key, request_id text, tenant_id key, user_id key, method text, path text, target_server_id key, status_code integer, duration_ms number, client_ip inet, request_time timestamptz',
	fastmcp_audit_log:
		'id key, tenant_id key, user_id key, method text, success boolean, duration_ms number, timestamp timestamptz',
};
const newer: Readonly<Record<string, string>> = {
	circuit_breakers: 'id key, server_id key, service_name text, state text',
	connection_pools: 'id key, pool_name text, size integer',
	request_queues: 'id key, server_id key, status text, priority integer',
	enhanced_api_keys:
		'id key, tenant_id key, user_id key, key_hash text, is_active boolean, is_locked boolean',
	server_access_control: 'id key, server_id key, user_id key, tenant_id key, can_read boolean',
	data_retention_policies: 'id key, table_name text, retention_days integer',
	materialized_views: 'id key, view_name text',
	performance_alerts:
		'id key, server_id key, severity text, message text, resolved_at timestamptz, created_at timestamptz',
};

/** The id of everything in row n. */
export function keyOf(flavor: Flavor, n: number): string {
	if (flavor.key === 'bigint') return String(n);
	return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/**
Makes another tool's tables with five rows each: row n belongs to tenant, user and server n, was 50n minutes ago, took
n squared and has status 100n. Of the servers two are healthy, one in capitals.
*/
export async function makeExistingTables(sql: Sql, flavor: Flavor): Promise<string[]> {
	const key = `('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::${flavor.key}`;
	const kinds: Readonly<Record<string, readonly [type: string, value: string]>> = {
		key: [flavor.key, flavor.key === 'bigint' ? 'n' : key],
		number: [flavor.number, 'n * n'],
		state: ['varchar(20)', "(array['healthy', 'HEALTHY', 'degraded', 'unhealthy', 'unknown'])[n]"],
		text: ['text', "'text ' || n"],
		integer: ['integer', '100 * n'],
		boolean: ['boolean', 'n % 2 = 0'],
		timestamptz: ['timestamptz', "now() - n * interval '50 minutes'"],
		jsonb: ['jsonb', "'{}'"],
		inet: ['inet', "'10.0.0.1'"],
	};
	const tables = flavor.tables === 'all' ? {...core, ...newer} : core;
	for (const [table, definition] of Object.entries(tables)) {
		const columns = definition.split(', ').map(column => {
			const [name = '', kind = ''] = column.split(' ');
			const [type, value] = kinds[kind] ?? [];
			return {name, type, value};
		});
		await sql.unsafe(
			`create table ${table} (${columns.map(({name, type}) => `${name} ${type}`).join(', ')})`,
		);
		await sql.unsafe(
			`insert into ${table} select ${columns.map(({value}) => value).join(', ')} from generate_series(1, 5) as n`,
		);
	}
	// Columns that the pack's own tables refer to have to be unique.
	if (flavor.tables === 'core') {
		await sql`alter table tenants add primary key (id)`;
		await sql`alter table users add primary key (id)`;
		await sql`alter table mcp_servers add primary key (id)`;
	}
	await sql`comment on table tenants is 'As the other tool describes it.'`;
	return Object.keys(tables);
}

/** The rows of the tables, as text. */
export async function contents(
	sql: Sql,
	tables: readonly string[],
	of?: ReadonlyArray<{table: string; name: string}>,
): Promise<string[]> {
	const only = of ?? (await columnsOf(sql));
	const all: string[] = [];
	for (const table of tables) {
		const columns = sql(only.filter(column => column.table === table).map(({name}) => name));
		const rows = await sql<{line: string}[]>`
			select ${table} || row::text as line from (select ${columns} from ${sql(table)}) as row`;
		all.push(...rows.map(({line}) => line));
	}
	return all.sort();
}

/** The columns of all tables as they are now: rows are compared by those, whatever is added to them. */
export async function columnsOf(sql: Sql): Promise<Array<{table: string; name: string}>> {
	return sql<Array<{table: string; name: string}>>`
		select c.relname as table, a.attname as name
		from pg_attribute a join pg_class c on c.oid = a.attrelid
		where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
		order by c.relname, a.attnum`;
}
