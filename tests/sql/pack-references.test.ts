import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

const owned = [
	'users.tenant_id tenants',
	'sessions.user_id users',
	'api_keys.tenant_id tenants',
	'api_keys.user_id users',
	'mcp_servers.tenant_id tenants',
	'server_tools.server_id mcp_servers',
	'server_resources.server_id mcp_servers',
	'server_metrics.server_id mcp_servers',
	'routing_rules.tenant_id tenants',
	'system_configs.tenant_id tenants',
	'circuit_breakers.server_id mcp_servers',
	'request_queues.server_id mcp_servers',
	'enhanced_api_keys.tenant_id tenants',
	'enhanced_api_keys.user_id users',
	'server_access_control.server_id mcp_servers',
	'server_access_control.user_id users',
	'server_access_control.tenant_id tenants',
];
const logged = [
	'audit_logs.tenant_id tenants',
	'audit_logs.user_id users',
	'request_logs.tenant_id tenants',
	'request_logs.user_id users',
	'request_logs.target_server_id mcp_servers',
	'fastmcp_audit_log.tenant_id tenants',
	'fastmcp_audit_log.user_id users',
	'performance_alerts.server_id mcp_servers',
];

describe.each(versions)('the references of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));

	it('are these, and cover every column named like a reference', async () => {
		const rows = await sql<{reference: string; action: string}[]>`
			select format('%s.%s %s', conrelid::regclass, attname, confrelid::regclass) as reference,
				confdeltype::text as action
			from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
			where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`;
		const of = (action: string) =>
			rows
				.filter(row => row.action === action)
				.map(row => row.reference)
				.sort();
		expect(of('c')).toEqual([...owned].sort());
		expect(of('n')).toEqual([...logged].sort());
		const named = await sql<{name: string}[]>`
			select format('%s.%s', attrelid::regclass, attname) as name
			from pg_attribute join pg_class on pg_class.oid = attrelid
			where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
				and attname in ('tenant_id', 'user_id', 'server_id', 'target_server_id')`;
		expect(named.map(({name}) => name).sort()).toEqual(
			rows.map(({reference}) => reference.split(' ')[0]).sort(),
		);
	});

	it.each([...owned, ...logged])('%s is checked', async reference => {
		const [place = '', parent = ''] = reference.split(' ');
		const [table = '', column = ''] = place.split('.');
		const failure = await sql
			.begin(async transaction => {
				// Whatever else the table needs: the row is refused in the end for its reference alone.
				const needed = await transaction<{name: string}[]>`
					select attname::text as name from pg_attribute
					where attrelid = ${table}::regclass and attnum > 0 and attnotnull
						and attname not in ('id', 'request_time', 'timestamp')`;
				for (const {name} of needed) {
					if (name !== column) await transaction`alter table ${sql(table)} alter ${sql(name)} drop not null`;
				}
				await transaction`insert into ${sql(table)} (${sql(column)}) values (gen_random_uuid())`;
			})
			.catch((error: unknown) => error);
		expect(failure).toMatchObject({code: '23503', constraint_name: `${table}_${column}_fkey`});
		expect((failure as Error).message).toContain(`"${table}`);
		expect(['tenants', 'users', 'mcp_servers']).toContain(parent);
	});

	it('delete the objects of a tenant with it, and keep the logs', async () => {
		const [tenant] = await sql<{id: string}[]>`insert into tenants (name) values ('acme') returning id`;
		const of = tenant?.id ?? '';
		const [user] = await sql<{id: string}[]>`
			insert into users (tenant_id, username, email) values (${of}, 'ada', 'ada@acme') returning id`;
		const [server] = await sql<{id: string}[]>`
			insert into mcp_servers (tenant_id, name, endpoint_url) values (${of}, 's', 'http://s') returning id`;
		await sql`insert into server_tools (server_id, name) values (${server?.id ?? ''}, 'search')`;
		await sql`insert into sessions (user_id, expires_at) values (${user?.id ?? ''}, now())`;
		await sql`
			insert into request_logs (request_id, tenant_id, user_id, target_server_id, method, path)
			values ('r', ${of}, ${user?.id ?? ''}, ${server?.id ?? ''}, 'POST', '/')`;
		await sql`delete from tenants where id = ${of}`;
		const [left] = await sql`
			select (select count(*) from users) as users, (select count(*) from sessions) as sessions,
				(select count(*) from mcp_servers) as servers, (select count(*) from server_tools) as tools`;
		expect(left).toEqual({users: '0', sessions: '0', servers: '0', tools: '0'});
		expect([
			...(await sql`select request_id, tenant_id, user_id, target_server_id from request_logs`),
		]).toEqual([{request_id: 'r', tenant_id: null, user_id: null, target_server_id: null}]);
	});
});
