import {beforeAll, describe, expect, it} from 'vitest';
import {readRegistry} from '../../source/queries/registry/registry.ts';
import {readServerNames, readTenantNames} from '../../source/queries/requests/names.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {failureOf} from '../helpers/scenario.ts';

const at = new Date('2026-05-06T07:08:09.012Z');
const health = ['healthy', 'unhealthy', 'degraded', 'unknown', 'maintenance'];

describe.each(versions)('the registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const other = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole();

	beforeAll(async () => {
		await applyPack(database);
		await sql`insert into tenants (name) values ('Acme'), (${'\u001b[31mred\u202e'})`;
		for (const [n, status] of health.entries()) {
			await sql`
				insert into mcp_servers
					(tenant_id, name, endpoint_url, transport_type, health_status, last_health_check,
						avg_response_time, success_rate, active_connections)
				select (select id from tenants where name = 'Acme' and ${n}::int < 4), ${`server ${n}`},
					${`https://server-${n}.example`}, 'http', ${status}::registry_health_status,
					${n === 0 ? at : null}, ${n === 0 ? null : n * 10.5}, ${n === 0 ? null : 90 + n}, ${n}`;
		}
		await sql`
			insert into circuit_breakers (server_id, service_name, state, failure_count, failure_threshold)
			select id, 'tools', 'open'::registry_breaker_state, 7, 5 from mcp_servers where name = 'server 1'
			union all select id, 'resources', 'closed', 0, 5 from mcp_servers where name = 'server 1'`;
	});

	it('has a summary, and its servers worst first', async () => {
		const registry = await readRegistry(database.reader());
		expect(registry).toMatchObject({
			total: 5,
			healthy: 1,
			degraded: 1,
			unhealthy: 1,
			averageResponseMs: 26.25,
		});
		expect(registry.servers.map(({status}) => status)).toEqual([
			'unhealthy',
			'degraded',
			'unknown',
			'maintenance',
			'healthy',
		]);
		const [worst] = registry.servers;
		expect(worst).toEqual({
			id: (await sql`select id::text from mcp_servers where name = 'server 1'`)[0]?.id,
			name: 'server 1',
			tenant: 'Acme',
			endpoint: 'https://server-1.example',
			transport: 'http',
			status: 'unhealthy',
			lastCheck: null,
			averageResponseMs: 10.5,
			successRate: 91,
			activeConnections: 1,
			breakers: [
				{service: 'resources', state: 'closed', failures: 0, threshold: 5},
				{service: 'tools', state: 'open', failures: 7, threshold: 5},
			],
		});
		expect(registry.servers.at(-1)).toMatchObject({lastCheck: at, averageResponseMs: null, tenant: 'Acme'});
		expect(registry.servers.find(({name}) => name === 'server 4')?.tenant).toBeNull();
	});

	it('has sanitized names by id', async () => {
		const tenants = await readTenantNames(database.reader());
		expect([...tenants.values()].sort()).toEqual(['Acme', '\\x1b[31mred\\u202e']);
		const rows = await sql<{id: string; name: string}[]>`select id::text, name from mcp_servers`;
		expect(await readServerNames(database.reader())).toEqual(new Map(rows.map(({id, name}) => [id, name])));
	});

	it('treats an infinite check time as unknown', async () => {
		await sql`update mcp_servers set last_health_check = 'infinity' where name = 'server 2'`;
		await sql`update mcp_servers set last_health_check = '0044-03-15 BC' where name = 'server 3'`;
		const {servers} = await readRegistry(database.reader());
		expect(servers).toHaveLength(5);
		for (const name of ['server 2', 'server 3']) {
			expect(servers.find(server => server.name === name)?.lastCheck).toBeNull();
		}
	});

	it('lists at most 1,000 servers, and counts all', async () => {
		await sql`
			insert into mcp_servers (name, endpoint_url, health_status)
			select 'more ' || n, 'http://more-' || n, 'healthy' from generate_series(1, 1100) n`;
		const registry = await readRegistry(database.reader());
		expect(registry.total).toBe(1105);
		expect(registry.servers).toHaveLength(1000);
		expect(registry.servers.slice(0, 4).map(({status}) => status)).not.toContain('healthy');
		await sql`delete from mcp_servers where name like 'more %'`;
	});

	it('requires SELECT on three tables', async () => {
		const reader = database.reader(plain);
		expect((await failureOf(readRegistry(reader))).code).toBe('42501');
		await sql`grant select on mcp_servers, circuit_breakers, tenants to ${sql(plain.user)}`;
		expect(await readRegistry(reader)).toEqual(await readRegistry(database.reader()));
	});

	it('made by another tool, with text keys and states in upper case, reads the same', async () => {
		await makeExistingTables(other.sql, {key: 'text', number: 'numeric', tables: 'all'});
		await applyPack(other);
		const registry = await readRegistry(other.reader());
		expect(registry).toMatchObject({total: 5, healthy: 2, degraded: 1, unhealthy: 1, averageResponseMs: 11});
		expect(registry.servers.map(({status}) => status)).toEqual([
			'unhealthy',
			'degraded',
			'unknown',
			expect.stringMatching(/^healthy$/i),
			expect.stringMatching(/^healthy$/i),
		]);
		const second = registry.servers.find(({status}) => status === 'HEALTHY');
		expect(second).toMatchObject({
			id: '00000000-0000-4000-8000-000000000002',
			tenant: 'text 2',
			averageResponseMs: 4,
			// It has no such columns: not known, and no failure of the pane.
			activeConnections: null,
			breakers: [{service: 'text 2', state: 'text 2', failures: null, threshold: null}],
		});
		expect((await readTenantNames(other.reader())).get('00000000-0000-4000-8000-000000000005')).toBe(
			'text 5',
		);
		expect((await readServerNames(other.reader())).size).toBe(5);
	});
});
