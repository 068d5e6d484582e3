import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {applyPack, type TestDatabase} from './database.ts';

/** The last two of the pack, which a test's registry and the demo leave for the user to apply. */
export const pending = packMigrations.slice(-2);
export const applied = packMigrations.slice(0, -2);

/** A small registry: enough for every pane to have something to show. */
export async function fillRegistry(database: TestDatabase): Promise<void> {
	await applyPack(database, pending[0]?.version);
	const {sql} = database;
	await sql`
		insert into tenants (name) select 'Tenant ' || n from generate_series(1, 3) n
	`;
	await sql`
		insert into users (tenant_id, username, email)
		select id, 'user of ' || name, name || '@example.com' from tenants
	`;
	await sql`
		insert into mcp_servers (tenant_id, name, endpoint_url, health_status, avg_response_time, success_rate)
		select
			(select id from tenants order by name limit 1), 'server-' || n, 'https://server-' || n,
			(array['healthy', 'degraded', 'unhealthy'])[n]::registry_health_status, n * 100, 99
		from generate_series(1, 3) n
	`;
	await sql`
		insert into request_logs (request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, request_time)
		select
			'r' || n, u.tenant_id, u.id, 'GET', '/path/' || n % 4, s.id,
			case when n % 50 = 0 then 500 else 200 end, n % 200, now() - n * interval '1 second'
		from generate_series(1, 3000) n
		join lateral (select id, tenant_id from users order by username offset n % 3 limit 1) u on true
		join lateral (select id from mcp_servers order by name offset n % 3 limit 1) s on true
	`;
	await sql`create table schema_migrations (version varchar primary key)`;
	await sql`insert into schema_migrations select unnest(${applied.map(({version}) => version)}::text[])`;
	await sql`analyze`;
}
