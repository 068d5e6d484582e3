import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {
	averageDuration,
	insertRequests,
	quotient,
	randomRequests,
	succeeded,
	within,
} from '../helpers/pack-requests.ts';

describe.each(versions)('performance_monitoring on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));
	const monitoring = async () => [...(await sql`select * from performance_monitoring`)];

	it('gives zeros and nulls over empty tables', async () => {
		const nothing = {total_count: '0', healthy_count: '0', avg_response_time: null, avg_success_rate: null};
		expect(await monitoring()).toEqual([
			{component: 'servers', ...nothing},
			{component: 'recent_requests', ...nothing},
		]);
	});

	it('covers all servers and the requests of the last hour', async () => {
		await sql`
			insert into mcp_servers (name, endpoint_url, health_status, avg_response_time, success_rate) values
				('a', 'http://a', 'healthy', 10, 100), ('b', 'http://b', 'healthy', 20.125, 99.5),
				('c', 'http://c', 'degraded', null, null), ('d', 'http://d', 'unhealthy', 5000, 0)`;
		const requests = randomRequests(2000, [], [], 42);
		await insertRequests(sql, requests);
		const recent = within(requests, 1);
		expect(recent.length).toBeGreaterThan(10);
		expect(await monitoring()).toEqual([
			{
				component: 'servers',
				total_count: '4',
				healthy_count: '2',
				avg_response_time: '1676.71', // (10 + 20.125 + 5000) / 3
				avg_success_rate: '66.50', // (100 + 99.5 + 0) / 3
			},
			{
				component: 'recent_requests',
				total_count: String(recent.length),
				healthy_count: String(succeeded(recent)),
				avg_response_time: averageDuration(recent),
				avg_success_rate: quotient(100 * succeeded(recent), recent.length),
			},
		]);
	});
});
