import {beforeAll, describe, expect, it} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {catalog, identities} from '../helpers/pack-catalog.ts';
import {packDown, packUp, run} from '../helpers/pack-migrations.ts';

const tables = [
	'api_keys',
	'audit_logs',
	'circuit_breakers',
	'connection_pools',
	'data_retention_policies',
	'enhanced_api_keys',
	'fastmcp_audit_log',
	'materialized_views',
	'mcp_servers',
	'performance_alerts',
	'request_logs',
	'request_queues',
	'routing_rules',
	'server_access_control',
	'server_metrics',
	'server_resources',
	'server_tools',
	'sessions',
	'system_configs',
	'tenants',
	'users',
];
const functions = [
	'get_request_performance_summary(integer)',
	'get_server_health_summary()',
	'get_tenant_usage_summary(text,integer)',
];
const views = ['database_size_summary', 'index_usage_summary', 'performance_monitoring'];

const inMcp = [
	'audit_log r',
	'partition_move_parts r',
	'partition_moves r',
	'query_metrics p',
	'table_sizes r',
	'tool_configurations r',
	'tool_discovery_sessions r',
	'tool_execution_stats m',
	'tool_executions p',
	'tool_executions_archive p',
	'upkeep_log r',
];

describe.each(versions)('the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	let empty: string[];
	let full: string[];
	beforeAll(async () => {
		empty = await catalog(sql);
		await packUp(sql);
		full = await catalog(sql);
	});

	it('creates the 21 tables, 3 functions and 3 views, each with a comment', async () => {
		const relations = await sql<{name: string; kind: string; comment: string | null}[]>`
			select relname::text as name, relkind::text as kind, obj_description(oid, 'pg_class') as comment
			from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition order by relname`;
		expect(relations.filter(({kind}) => kind !== 'v').map(({name}) => name)).toEqual(tables);
		expect(relations.filter(({kind}) => kind === 'v').map(({name}) => name)).toEqual(views);
		const routines = await sql<{name: string; comment: string | null}[]>`
			select oid::regprocedure::text as name, obj_description(oid, 'pg_proc') as comment
			from pg_proc where pronamespace = 'public'::regnamespace order by proname`;
		expect(routines.map(({name}) => name)).toEqual(functions);
		expect([...relations, ...routines].filter(({comment}) => !comment)).toEqual([]);
	});

	it('creates the objects that registry.md names in schema mcp, each with a comment', async () => {
		const relations = await sql<{name: string; kind: string; comment: string | null}[]>`
			select relname::text as name, relkind::text as kind, obj_description(oid, 'pg_class') as comment
			from pg_class
			where relnamespace = 'mcp'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition
			order by relname`;
		expect(relations.map(({name, kind}) => `${name} ${kind}`)).toEqual(inMcp);
		const routines = await sql<{name: string; comment: string | null}[]>`
			select oid::regprocedure::text as name, obj_description(oid, 'pg_proc') as comment
			from pg_proc where pronamespace = 'mcp'::regnamespace and not exists (
				select from pg_depend where objid = pg_proc.oid and deptype = 'e')`;
		expect(routines.map(({name}) => name)).toEqual(
			expect.arrayContaining([
				'mcp.create_monthly_partitions(regclass,integer)',
				'mcp.refresh_tool_stats()',
				'mcp.set_retention_policy()',
			]),
		);
		expect([...relations, ...routines].filter(({comment}) => !comment)).toEqual([]);
	});

	it('gives every table a uuid key and the two times', async () => {
		const rows = await sql<{name: string; columns: string}[]>`
			select attrelid::regclass::text as name, string_agg(
				concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)),
				'; ' order by attname
			) as columns
			from pg_attribute join pg_attrdef on adrelid = attrelid and adnum = attnum
			where attname in ('id', 'created_at', 'updated_at') and attrelid in (
				select oid from pg_class
				where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition)
			group by attrelid`;
		expect(rows.map(({name}) => name).sort()).toEqual(tables);
		expect(new Set(rows.map(({columns}) => columns))).toEqual(
			new Set([
				'created_at timestamp with time zone t now(); id uuid t gen_random_uuid(); ' +
					'updated_at timestamp with time zone t now()',
			]),
		);
	});

	it('changes nothing when it is applied again', async () => {
		const before = await identities(sql);
		// On a partitioned table PostgreSQL builds nothing CONCURRENTLY, and says so even where the index is there.
		for (const {up} of packMigrations) if (!up?.text.includes('on request_logs (')) await run(sql, up);
		expect(await identities(sql)).toEqual(before);
		expect(await catalog(sql)).toEqual(full);
	});

	it('leaves nothing behind when it is rolled back, even twice', async () => {
		await packDown(sql);
		expect(await catalog(sql)).toEqual(empty);
		await packDown(sql);
		expect(await catalog(sql)).toEqual(empty);
	});

	it('is the same after down and up', async () => {
		await packUp(sql);
		expect(await catalog(sql)).toEqual(full);
	});
});
