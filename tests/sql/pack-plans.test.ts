import {beforeAll, describe, expect, it} from 'vitest';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {packUpToPlain} from '../helpers/pack-moves.ts';
import {plansOf} from '../helpers/pack-plans.ts';

/** Over 30 days and in order of time, as a gateway writes them. */
const requestCount = 200_000;
const tenantCount = 5000;

describe.each(versions)(`the functions over ${requestCount} requests on PostgreSQL %d`, async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const tenant = '9f61408e3afb633e50cdf1b20de6f466'; // md5('56')
	beforeAll(async () => {
		await applyPack(database, '20260101000300');
		await sql`
			insert into tenants (id, name)
			select md5(n::text)::uuid, n from generate_series(1, ${tenantCount}::integer) as n`;
		await sql`
			insert into request_logs (request_id, tenant_id, method, path, status_code, duration_ms, request_time)
			select n::text, md5((1 + n % ${tenantCount}::integer)::text)::uuid, 'POST', '/mcp', 200, n % 100,
				now() - make_interval(secs => (${requestCount}::integer - n) * 30 * 86400.0 / ${requestCount}::integer)
			from generate_series(1, ${requestCount}::integer) as n`;
		// Plans for one table; by month they apply to each partition within the time range.
		await packUpToPlain(sql);
		await sql`analyze request_logs`;
	});

	it('find a tenant through idx_request_logs_tenant_time', async () => {
		const plans = await plansOf(database, `select * from get_tenant_usage_summary('${tenant}')`);
		expect(plans).toMatch(/Scan (using|on) idx_request_logs_tenant_time/);
		expect(plans).not.toContain('Seq Scan on request_logs');
	});

	it('find a tenant through it with a generic query plan too', async () => {
		const plans = await plansOf(database, `select * from get_tenant_usage_summary('${tenant}')`, {
			plan_cache_mode: 'force_generic_plan',
		});
		expect(plans).toMatch(/Scan (using|on) idx_request_logs_tenant_time/);
		expect(plans).not.toContain('Seq Scan on request_logs');
	});

	it('find the last hour through idx_request_logs_time_brin', async () => {
		const rows = await sql`explain select * from get_request_performance_summary(1)`;
		const plan = rows.map(row => row['QUERY PLAN']).join('\n');
		expect(plan).toContain('Bitmap Index Scan on idx_request_logs_time_brin');
	});
});
