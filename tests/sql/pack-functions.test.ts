import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {
	averageDuration,
	failed,
	insertRequests,
	p95Duration,
	quotient,
	randomRequests,
	succeeded,
	within,
} from '../helpers/pack-requests.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

describe.each(versions)('the functions on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));

	it('have the columns and types of the specification, and a default of 24 hours', async () => {
		const rows = await sql<{signature: string; result: string; volatility: string}[]>`
			select proname || '(' || pg_get_function_arguments(oid) || ')' as signature,
				pg_get_function_result(oid) as result, provolatile::text as volatility
			from pg_proc where pronamespace = 'public'::regnamespace order by proname`;
		expect(rows.map(({volatility}) => volatility)).toEqual(['s', 's', 's']);
		expect(rows.map(({signature, result}) => `${signature} ${result}`)).toEqual([
			'get_request_performance_summary(p_hours integer DEFAULT 24) ' +
				'TABLE(total_requests bigint, successful_requests bigint, error_requests bigint, ' +
				'avg_duration_ms numeric, p95_duration_ms numeric)',
			'get_server_health_summary() ' +
				'TABLE(total_servers bigint, healthy_servers bigint, unhealthy_servers bigint, ' +
				'degraded_servers bigint, avg_response_time numeric)',
			'get_tenant_usage_summary(p_tenant_id text, p_hours integer DEFAULT 24) ' +
				'TABLE(total_requests bigint, unique_users bigint, avg_duration_ms numeric, error_rate numeric)',
		]);
	});

	it('give zeros and nulls over empty tables', async () => {
		expect([...(await sql`select * from get_server_health_summary()`)]).toEqual([
			{
				total_servers: '0',
				healthy_servers: '0',
				unhealthy_servers: '0',
				degraded_servers: '0',
				avg_response_time: null,
			},
		]);
		expect([...(await sql`select * from get_request_performance_summary()`)]).toEqual([
			{
				total_requests: '0',
				successful_requests: '0',
				error_requests: '0',
				avg_duration_ms: null,
				p95_duration_ms: null,
			},
		]);
		expect([...(await sql`select * from get_tenant_usage_summary(${nobody})`)]).toEqual([
			{total_requests: '0', unique_users: '0', avg_duration_ms: null, error_rate: null},
		]);
	});

	it('count servers by state, and only "unhealthy" as unhealthy', async () => {
		const servers = [
			['healthy', 10.005],
			['healthy', 20],
			['healthy', null],
			['degraded', 300.5],
			['degraded', 0],
			['unhealthy', 4000.25],
			['unknown', null],
			['maintenance', 1],
		] as const;
		for (const [state, time] of servers) {
			await sql`
				insert into mcp_servers (name, endpoint_url, health_status, avg_response_time)
				values ('s', 'http://s', ${state}, ${time})`;
		}
		// (10.005 + 20 + 300.5 + 0 + 4000.25 + 1) / 6
		expect([...(await sql`select * from get_server_health_summary()`)]).toEqual([
			{
				total_servers: '8',
				healthy_servers: '3',
				unhealthy_servers: '1',
				degraded_servers: '2',
				avg_response_time: '721.96',
			},
		]);
	});

	describe('over random requests', async () => {
		const ids = Array.from(
			{length: 9},
			(_, index) => `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
		);
		const [tenants, users] = [ids.slice(0, 3), ids.slice(3)];
		const requests = randomRequests(2000, tenants, users, 20260101 + version);
		beforeAll(async () => {
			for (const id of tenants) await sql`insert into tenants (id, name) values (${id}, ${id})`;
			for (const id of users) await sql`insert into users (id, username, email) values (${id}, ${id}, ${id})`;
			await insertRequests(sql, requests);
		});

		it.each([undefined, 1, 3, 24, 48])('summarize performance of %s hours', async hours => {
			const wanted = within(requests, hours ?? 24);
			expect(wanted.length).toBeGreaterThan(10);
			const rows =
				hours === undefined
					? await sql`select * from get_request_performance_summary()`
					: await sql`select * from get_request_performance_summary(${hours})`;
			expect([...rows]).toEqual([
				{
					total_requests: String(wanted.length),
					successful_requests: String(succeeded(wanted)),
					error_requests: String(failed(wanted)),
					avg_duration_ms: averageDuration(wanted),
					p95_duration_ms: p95Duration(wanted),
				},
			]);
			// Some have no status: neither success nor error.
			expect(succeeded(wanted) + failed(wanted)).toBeLessThan(wanted.length);
		});

		it.each(tenants)('summarize the usage of tenant %s', async tenant => {
			for (const hours of [undefined, 1, 24, 48]) {
				const wanted = within(requests, hours ?? 24).filter(request => request.tenant === tenant);
				const rows =
					hours === undefined
						? await sql`select * from get_tenant_usage_summary(${tenant})`
						: await sql`select * from get_tenant_usage_summary(${tenant}, ${hours})`;
				expect([...rows]).toEqual([
					{
						total_requests: String(wanted.length),
						unique_users: String(new Set(wanted.flatMap(({user}) => user ?? [])).size),
						avg_duration_ms: averageDuration(wanted),
						error_rate: quotient(100 * failed(wanted), wanted.length),
					},
				]);
			}
		});

		it.each([
			['an unknown tenant', nobody],
			['no uuid', 'acme'],
			['an empty text', ''],
			['a text longer than any key', 'x'.repeat(1000)],
			['no tenant at all', null],
		])('give zeros and nulls for %s', async (_what, tenant) => {
			expect([...(await sql`select * from get_tenant_usage_summary(${tenant})`)]).toEqual([
				{total_requests: '0', unique_users: '0', avg_duration_ms: null, error_rate: null},
			]);
		});

		it('accept any spelling of a tenant uuid', async () => {
			const [tenant = ''] = tenants;
			const plain = await sql`select * from get_tenant_usage_summary(${tenant})`;
			const braces = await sql`select * from get_tenant_usage_summary(${`{${tenant.replaceAll('-', '')}}`})`;
			expect([...braces]).toEqual([...plain]);
		});
	});

	it('start the window exactly p_hours ago', async () => {
		await sql.begin(async transaction => {
			await transaction`delete from request_logs`;
			const [tenant] = await transaction<
				{id: string}[]
			>`insert into tenants (name) values ('edge') returning id`;
			await transaction`
				insert into request_logs (request_id, tenant_id, method, path, duration_ms, request_time) values
					('at the edge', ${tenant?.id ?? ''}, 'GET', '/', 1, now() - interval '2 hours'),
					('before it', ${tenant?.id ?? ''}, 'GET', '/', 1, now() - interval '2 hours 1 microsecond')`;
			const [all] = await transaction`select total_requests from get_request_performance_summary(2)`;
			const [own] =
				await transaction`select total_requests from get_tenant_usage_summary(${tenant?.id ?? ''}, 2)`;
			expect([all, own]).toEqual([{total_requests: '1'}, {total_requests: '1'}]);
		});
	});
});
