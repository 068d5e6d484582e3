import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {id, insert, insertOwners, outcome} from '../helpers/pack-rows.ts';

const [tools, sessions, executions, archive, metrics, audit] = [
	'mcp.tool_configurations',
	'mcp.tool_discovery_sessions',
	'mcp.tool_executions',
	'mcp.tool_executions_archive',
	'mcp.query_metrics',
	'mcp.audit_log',
] as const;

/** Values that each check constraint rejects: [constraint, table, column, value]. */
const refused: ReadonlyArray<readonly [string, string, string, string]> = [
	['chk_tool_type', tools, 'type', "'REST'"],
	['chk_tool_type', tools, 'type', "'soap'"],
	['chk_health_status', tools, 'health_status', "'HEALTHY'"],
	['check_auth_config_structure', tools, 'auth_config', `'{"token": "x"}'`],
	['check_auth_config_structure', tools, 'auth_config', `'{"type": 1}'`],
	['check_auth_config_structure', tools, 'auth_config', `'{"type": null}'`],
	['check_auth_config_structure', tools, 'auth_config', "'[]'"],
	['check_auth_config_structure', tools, 'auth_config', `'["type"]'`],
	['check_auth_config_structure', tools, 'auth_config', `'"type"'`],
	['check_auth_config_structure', tools, 'auth_config', "'null'"],
	['tool_configurations_endpoints_array', tools, 'discovered_endpoints', "'{}'"],
	['tool_configurations_health_check_config_object', tools, 'health_check_config', "'[]'"],
	['tool_configurations_lookup_fits', tools, 'name', "repeat('ü', 128)"],
	['tool_configurations_lookup_fits', tools, 'base_url', "repeat('x', 1001)"],
	['tool_configurations_lookup_fits', tools, 'auth_config', "jsonb_build_object('type', repeat('x', 1000))"],
	['tool_configurations_encrypted_with_key', tools, 'auth_config_encrypted', "'x'"],
	['tool_configurations_encrypted_with_key', tools, 'encryption_key_id', 'gen_random_uuid()'],
	['tool_discovery_sessions_status_known', sessions, 'status', "'done'"],
	['tool_discovery_sessions_endpoints_array', sessions, 'discovered_endpoints', "'{}'"],
	['tool_executions_status_known', executions, 'status', "'FAILED'"],
	['tool_executions_duration_ms_counts', executions, 'duration_ms', '-1'],
	['tool_executions_input_data_object', executions, 'input_data', "'[]'"],
	['tool_executions_status_known', archive, 'status', "'FAILED'"],
	['tool_executions_duration_ms_counts', archive, 'duration_ms', '-1'],
	['tool_executions_input_data_object', archive, 'input_data', "'[]'"],
	['query_metrics_execution_time_ms_counts', metrics, 'execution_time_ms', '-1'],
	['query_metrics_rows_counts', metrics, 'rows_returned', '-1'],
	['query_metrics_rows_counts', metrics, 'rows_affected', '-1'],
	['audit_log_actor_type_known', audit, 'actor_type', "'root'"],
	['audit_log_actor_named', audit, 'actor_type', "'user'"],
	['audit_log_actor_named', audit, 'actor_id', 'gen_random_uuid()'],
	['audit_log_changes_object', audit, 'changes', "'[]'"],
	['tool_discovery_sessions_tool_id_fkey', sessions, 'tool_id', 'gen_random_uuid()'],
	['tool_executions_tool_id_fkey', executions, 'tool_id', 'gen_random_uuid()'],
];

describe.each(versions)('the tables of schema mcp on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await packUp(sql);
		await insertOwners(sql);
	});

	it.each(refused)('%s: %s.%s = %s', async (constraint, table, column, value) => {
		expect(await outcome(sql, insert(table, {[column]: value}))).toBe(constraint);
	});

	it('have no constraint without a test', async () => {
		const rows = await sql<{name: string; valid: boolean}[]>`
			select distinct conname::text as name, convalidated as valid from pg_constraint
			where contype in ('c', 'u', 'f') and connamespace = 'mcp'::regnamespace
				and conparentid = 0 and conrelid not in (select inhrelid from pg_inherits)
				-- These have files of their own.
				and conrelid::regclass::text !~ '^mcp.(partition_move|upkeep_log|table_sizes)'`;
		const tested = new Set([...refused.map(([name]) => name), 'uk_tool_configurations_tenant_name']);
		expect(rows.map(({name}) => name).sort()).toEqual([...tested].sort());
		expect(rows.filter(({valid}) => !valid)).toEqual([]);
	});

	it.each([
		[tools, {auth_config: {}, discovered_endpoints: [], health_status: 'unknown', is_active: true}],
		[sessions, {status: 'pending', discovered_endpoints: []}],
		[executions, {status: 'pending', input_data: {}, duration_ms: null}],
		[metrics, {rows_returned: null}],
		[audit, {actor_type: 'system', actor_id: null, database_user: 'postgres', changes: {}}],
	])('%s take a row of defaults', async (table, expected) => {
		expect(await outcome(sql, insert(table))).toMatchObject(expected);
	});

	it.each([`'{"type": "bearer"}'`, `'{"type": "oauth2", "scope": ["a"]}'`, `'{"type": ""}'`])(
		'an auth_config of %s',
		async value => {
			expect(await outcome(sql, insert(tools, {auth_config: value}))).toMatchObject({name: 't'});
		},
	);

	it('allow a tool once per tenant', async () => {
		expect(await outcome(sql, insert(tools), insert(tools))).toBe('uk_tool_configurations_tenant_name');
		expect(await outcome(sql, insert(tools), insert(tools, {tenant_id: 'gen_random_uuid()'}))).toMatchObject({
			name: 't',
		});
	});

	it('index the longest allowed tool, even if it does not compress', async () => {
		const noise = (length: number) =>
			`(select left(string_agg(md5(random()::text), ''), ${length}) from generate_series(1, 40))`;
		const longest = {
			name: noise(255),
			base_url: noise(1000),
			auth_config: `jsonb_build_object('type', ${noise(980)})`,
		};
		expect(await outcome(sql, insert(tools, longest))).toMatchObject({is_active: true});
	});

	it('keep executions for 90 days of 24 hours in any time zone', async () => {
		const at = "'2026-03-01 12:00+00'";
		for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York']) {
			const set = `set local timezone = '${zone}'`;
			const kept = 'select (retain_until - executed_at)::text as kept from mcp.tool_executions';
			expect(await outcome(sql, set, insert(executions, {executed_at: at}), kept)).toEqual({
				kept: '90 days',
			});
		}
		expect(
			await outcome(
				sql,
				insert(executions, {executed_at: at, retain_until: 'now()'}),
				"update mcp.tool_executions set executed_at = executed_at + interval '1 hour'",
				"select retain_until = '2026-05-30 13:00+00' as moved from mcp.tool_executions",
			),
		).toEqual({moved: true});
	});

	it('keep executions of a deleted tool, without its name', async () => {
		const gone = await outcome(
			sql,
			insert(executions, {tool_id: '$id'}),
			insert(sessions),
			`delete from mcp.tool_configurations where id = '${id}'`,
			`select (select count(*)::int from mcp.tool_executions where tool_id is null) as executions,
				(select count(*)::int from mcp.tool_discovery_sessions) as sessions`,
		);
		expect(gone).toEqual({executions: 1, sessions: 0});
	});
});
