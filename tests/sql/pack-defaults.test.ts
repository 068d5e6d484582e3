import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {insert, insertOwners, outcome} from '../helpers/pack-rows.ts';

describe.each(versions)('the defaults of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await packUp(sql);
		await insertOwners(sql);
	});

	it.each([
		['tenants', {status: 'active', settings: {}}],
		['users', {role: 'user', is_active: true, tenant_id: null}],
		['sessions', {is_active: true}],
		['api_keys', {is_active: true, usage_count: '0'}],
		['mcp_servers', {health_status: 'unknown', capabilities: {}, last_health_check: null}],
		['server_tools', {total_calls: '0', success_count: '0', error_count: '0', tool_schema: {}}],
		['server_resources', {mime_type: null}],
		['server_metrics', {avg_response_time: null}],
		[
			'routing_rules',
			{load_balancing_strategy: 'round_robin', priority: 100, is_active: true, target_servers: []},
		],
		['system_configs', {tenant_id: null, value: null}],
		['audit_logs', {success: true, details: {}}],
		['request_logs', {status_code: null, duration_ms: null, tenant_id: null, user_id: null, client_ip: null}],
		['fastmcp_audit_log', {success: true, duration_ms: null}],
		[
			'circuit_breakers',
			{
				state: 'closed',
				failure_count: 0,
				success_count: 0,
				failure_threshold: 5,
				success_threshold: 2,
				timeout_ms: 60000,
			},
		],
		['connection_pools', {in_use: 0, waiting: 0, utilisation: '0.00'}],
		['request_queues', {status: 'pending', priority: 100}],
		[
			'enhanced_api_keys',
			{
				rate_limit_per_hour: 1000,
				rate_limit_per_day: 10000,
				failed_attempts: 0,
				is_locked: false,
				is_active: true,
				scopes: [],
			},
		],
		[
			'server_access_control',
			{
				can_read: true,
				can_write: false,
				can_admin: false,
				can_proxy: true,
				allowed_days: [],
				allowed_hours: [],
			},
		],
		['data_retention_policies', {action: 'archive', is_active: true, last_run_at: null}],
		['materialized_views', {is_active: true, last_refreshed_at: null}],
		['performance_alerts', {resolved_at: null, server_id: null}],
	])('apply to %s', async (table, expected) => {
		expect(await outcome(sql, insert(table))).toMatchObject(expected);
	});

	it('give a pool its utilization in percent, and null for size 0', async () => {
		const pool = (more: Record<string, string>) => outcome(sql, insert('connection_pools', more));
		expect(await pool({size: '12', in_use: '7'})).toMatchObject({utilisation: '58.33'});
		expect(await pool({size: '4', in_use: '5'})).toMatchObject({utilisation: '125.00'});
		expect(await pool({size: '0'})).toMatchObject({utilisation: null});
	});

	it('accept no access times, days 0 (Monday) to 6 (Sunday), and hours to 23', async () => {
		const row = {allowed_days: [0, 6], allowed_hours: [0, 23]};
		const allowed = await outcome(
			sql,
			insert('server_access_control', {allowed_days: "'[0, 6]'", allowed_hours: "'[0, 23]'"}),
		);
		expect(allowed).toMatchObject(row);
	});
});
