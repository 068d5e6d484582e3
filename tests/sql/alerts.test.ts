import {beforeAll, describe, expect, it} from 'vitest';
import {unjudgedText} from '../../source/domain/findings/finding.ts';
import type {Snapshot} from '../../source/domain/snapshot/schema.ts';
import {packSet} from '../../source/migrations/set.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {sampleOnce} from '../../source/sampler/engine/once.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createTopics} from '../../source/sampler/topics.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';

async function snapshotOf(connection: ConnectionSettings): Promise<Snapshot> {
	const reader = openReader(connection, 'analytics');
	try {
		const session = await openSession(reader, {
			host: connection.hosts.join(','),
			port: connection.ports[0] ?? 0,
			service: null,
			productionPatterns: [],
		});
		return await sampleOnce(
			reader,
			session,
			createTopics({requests: undefined, migrations: undefined, pack: packSet()}),
			{windowHours: 1, judge: {thresholds: defaultThresholds}},
		);
	} finally {
		await reader.close();
	}
}

describe.each(versions)('findings of a live registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const findings = async (connection = database.connection()) => (await snapshotOf(connection)).findings;
	const titles = async (rule: string) =>
		(await findings()).rows
			.filter(row => row.rule === rule)
			.map(({severity, title}) => `${severity}: ${title}`);
	beforeAll(async () => {
		await applyPack(database);
		await sql`analyze`;
	});

	it('are none if all is well, and growth is unknown yet', async () => {
		const {rows, unknown} = await findings();
		// Other tests on the same server may add findings of their own.
		const elsewhere = ['sessions', 'blocking', 'databases', 'replication', 'vacuum'];
		// Without a connection of its own nothing is known of other databases' sequences.
		const here = unknown.filter(({rule}) => rule !== 'sequences');
		expect({rows: rows.filter(({pane}) => !elsewhere.includes(pane)), unknown: here}).toEqual({
			rows: [],
			unknown: [
				{
					rule: 'table-growth',
					code: 'no-data',
					reason: 'no sizes are recorded yet: the monthly review records them',
					grant: null,
					blind: false,
				},
			],
		});
	});

	it('are the open breakers, by server', async () => {
		await sql`insert into mcp_servers (name, endpoint_url) values ('search', 'http://s')`;
		await sql`
			insert into circuit_breakers (server_id, service_name, state, failure_count)
			select id, s.name, s.state::registry_breaker_state, 7 from mcp_servers, (values ('http', 'open'), ('sse', 'half_open')) s (name, state)`;
		const [server] = await sql<{id: string}[]>`select id::text from mcp_servers`;
		expect((await findings()).rows).toMatchObject([
			{
				rule: 'circuit-breakers',
				severity: 'critical',
				title: 'circuit breaker open: http of search, 7 failures of 5',
				pane: 'health',
				row: server?.id,
			},
		]);
	});

	it('are pools of more than 85 percent in use', async () => {
		await sql`insert into connection_pools (pool_name, size, in_use) values ('full', 100, 86), ('right', 100, 85), ('none', 0, 0)`;
		expect(await titles('pools')).toEqual([
			expect.stringMatching(
				/^warning: pool full 86 % in use (now|\d+ s ago), more than 85 %: 86 of 100, 0 waiting$/,
			),
		]);
		await sql`
			insert into connection_pools (pool_name, size, in_use, updated_at)
			values ('silent', 100, 99, now() - interval '30 days')`;
		expect(await titles('pools')).toContain(
			'info: pool silent last reported 30 d ago: 99 % in use, 99 of 100, 0 waiting',
		);
	});

	it('are alerts until they are resolved', async () => {
		await sql`
			insert into performance_alerts (alert_type, severity, message, metric_value, threshold_value)
			values ('latency', 'critical', ${'p95 is \u001b[31mhigh'}, 1500, 1000)`;
		expect(await titles('alerts')).toEqual([
			'critical: alert latency: p95 is \\x1b[31mhigh (1,500, threshold 1,000)',
		]);
		await sql`update performance_alerts set resolved_at = now()`;
		expect(await titles('alerts')).toEqual([]);
	});

	it('are API keys in use that are locked or expire within a week', async () => {
		const [tenant] = await sql<{id: string}[]>`insert into tenants (name) values ('Keys') returning id`;
		if (!tenant) throw new Error('No tenant.');
		await sql`
			insert into api_keys (tenant_id, name, key_hash, is_active, expires_at) values
				(${tenant.id}, 'soon', 'a', true, now() + interval '3 days 1 hour'), (${tenant.id}, 'later', 'b', true, now() + interval '8 days'),
				(${tenant.id}, 'over', 'c', true, now() - interval '1 day'), (${tenant.id}, 'off', 'd', false, now() + interval '1 day'),
				(${tenant.id}, 'for ever', 'e', true, null)`;
		await sql`
			insert into enhanced_api_keys (name, key_hash, is_active, is_locked, expires_at, salt) values
				(${'lo\u001bcked'}, 'f', true, true, null, 's'), ('off too', 'g', false, true, null, 's'),
				('soon too', 'h', true, false, now() + interval '6 days 1 hour', 's')`;
		expect(await titles('api-keys')).toEqual([
			'warning: API key lo\\x1bcked of enhanced_api_keys is locked',
			expect.stringMatching(/^warning: API key soon of api_keys expires in 3 d( 1 h)?$/),
			expect.stringMatching(/^warning: API key soon too of enhanced_api_keys expires in 6 d( 1 h)?$/),
		]);
	});

	it('are queries of more than a second, by the registry and by pg_stat_statements', async () => {
		await sql`
			insert into mcp.query_metrics (query_hash, query_type, table_name, operation, execution_time_ms, timestamp) values
				('h', 'read', 'tools', 'SELECT', 1500, now()), ('h', 'read', 'tools', 'SELECT', 2500, now()),
				('h', 'read', 'tools', 'SELECT', 9000, now() - interval '2 days'), ('quick', 'read', 'tools', 'SELECT', 1000, now())`;
		expect(await titles('slow-statements')).toEqual([
			'warning: slow statement: mean 2 s, max 2.5 s, 2 calls: SELECT tools',
		]);
		// The extension may be in any schema.
		await sql`create schema "Odd place"`;
		await sql`create extension pg_stat_statements schema "Odd place"`;
		await runAndLeave(database, 'select pg_sleep(1.2), 1');
		// Other files reset what this server has counted of statements. Where that comes while one runs, it is counted
		// anew by the text as it was sent: the one with $1 is made before it runs (pg_stat_statements, its docs' last notes).
		const found = await until(
			async () => {
				await runAndLeave(database, ...Array<string>(3).fill('select pg_sleep(1.1)'));
				return titles('slow-statements');
			},
			all =>
				all.some(text =>
					/slow statement: mean 1\.\d s, .*: select pg_sleep\((\$1|1\.1)\) of postgres$/.test(text),
				),
		);
		// A single run does not predict the next one.
		expect(found.filter(text => text.includes('pg_sleep'))).toHaveLength(1);
	});

	it('are missing months and overdue retention', async () => {
		const [next] = await sql<
			{name: string}[]
		>`select to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY-MM') as name`;
		await sql.unsafe(`drop table mcp.query_metrics_${next?.name.replace('-', '_')}`);
		expect(await titles('partitions')).toEqual([
			`warning: mcp.query_metrics has no partition for ${next?.name}`,
		]);
		await sql`update data_retention_policies set retention_days = 1`;
		await sql`insert into mcp.tool_executions (action, executed_at) values ('old', now() - interval '3 months')`;
		expect(await titles('retention-overdue')).toEqual([
			expect.stringMatching(/^warning: overdue retention: mcp\.tool_executions: archive .*1 row/),
		]);
	});

	it('are growing tables, by recorded sizes', async () => {
		await sql`create table grown as select n, repeat('x', 1000) as t from generate_series(1, 12000) n`;
		await sql`select mcp.record_table_sizes()`;
		await sql`
			update mcp.table_sizes set
				recorded_at = now() - interval '30 days',
				total_bytes = case when table_name = 'public.grown' then total_bytes / 2 else total_bytes end`;
		expect(await titles('table-growth')).toEqual([
			expect.stringMatching(/^warning: public\.grown grows 100 % a month, more than 20 %: .* in 30 d$/),
		]);
	});

	it('name the GRANT for facts that the role may not read', async () => {
		const role = await database.createRole(['pg_monitor']);
		const {unknown} = await findings(database.connection(role));
		const reasons = Object.fromEntries(unknown.map(item => [item.rule, unjudgedText(item)]));
		expect(reasons.pools).toBe(
			`this role may not read public.connection_pools. To allow it: GRANT USAGE ON SCHEMA public TO ${role.user}; GRANT SELECT ON public.connection_pools TO ${role.user};`,
		);
		expect(reasons['retention-overdue']).toContain('GRANT EXECUTE ON FUNCTION mcp.retention_due(text)');
		expect(reasons['table-growth']).toContain('GRANT SELECT ON mcp.table_sizes');
	});
});
