import {beforeAll, describe, expect, it} from 'vitest';
import {readRequestSummary, readTenants} from '../../source/queries/requests/requests.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {expectRequests, type LogRow, randomLog, summaryOf} from '../helpers/scenario-requests.ts';

const registry = {kind: 'registry'} as const;
const hundredths = (value: number | null) => (value === null ? null : Math.round(value * 100) / 100);

describe.each(versions)('requests of the registry log on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole();
	const now = new Date(Math.floor(Date.now() / 1000) * 1000);
	const range = (windowHours: number, tenant?: string | null) => ({
		since: new Date(now.getTime() - windowHours * 3_600_000),
		windowHours,
		bucketSeconds: windowHours === 1 ? 60 : 900,
		...(tenant === undefined ? {} : {tenant}),
	});
	let log: LogRow[];
	let tenants: string[];

	beforeAll(async () => {
		await applyPack(database, '20260101000500');
		const made = async (table: string, columns: string, values: string, count: number) =>
			(
				await sql.unsafe<{id: string}[]>(
					`insert into ${table} (${columns}) select ${values} from generate_series(1, ${count}) n returning id`,
				)
			).map(({id}) => id);
		tenants = await made('tenants', 'name', "'Tenant ' || n", 20);
		const users = await made('users', 'username, email', "'u' || n, 'e' || n", 40);
		const servers = await made('mcp_servers', 'name, endpoint_url', "'s' || n, 'http://s' || n", 6);
		// None within a minute of the edge of a window, which the pack's function draws by its own clock.
		log = randomLog(6000, now, 7, {tenants, users, servers}).filter(({at}) =>
			[1, 24].every(hours => Math.abs(now.getTime() - at.getTime() - hours * 3_600_000) > 60_000),
		);
		await sql`
			insert into request_logs
				(request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, request_time)
			select gen_random_uuid(), tenant, "user", 'POST', coalesce(path, '/other'), server,
				case failed when true then 503 when false then 200 end, "durationMs", at
			from jsonb_to_recordset(${sql.json(log as never)})
				as row (tenant uuid, "user" uuid, path text, server uuid, failed boolean, "durationMs" float8, at timestamptz)`;
		log = log.map(row => ({...row, path: row.path ?? '/other'}));
		await sql`analyze request_logs`;
	});

	it.each([1, 24])('match the log over the last %d hours', async hours => {
		await expectRequests(database.reader(), registry, range(hours), log);
	});

	it('have the summary of the pack function with exact quantiles', async () => {
		for (const hours of [1, 24]) {
			const {averageMs, p95Ms, ...exact} = summaryOf(log.filter(({at}) => at >= range(hours).since));
			expect(await readRequestSummary(database.reader(), registry, range(hours))).toEqual({
				...exact,
				averageMs: hundredths(averageMs),
				p95Ms: hundredths(p95Ms),
			});
		}
	});

	it('are filtered by tenant, or by no tenant', async () => {
		await expectRequests(database.reader(), registry, range(24, tenants[3]), log);
		await expectRequests(database.reader(), registry, range(24, null), log);
		await expectRequests(database.reader(), registry, range(24, crypto.randomUUID()), log);
	});

	it('are zeros and nulls in an empty window', async () => {
		const later = {...range(1), since: new Date(now.getTime() + 3_600_000)};
		await expectRequests(database.reader(), registry, later, []);
		await sql`create table kept as select * from request_logs`;
		await sql`truncate request_logs`;
		expect(await readRequestSummary(database.reader(), registry, range(24))).toEqual({
			total: 0,
			errors: 0,
			averageMs: null,
			p50Ms: null,
			p95Ms: null,
			p99Ms: null,
		});
		expect(await readTenants(database.reader(), registry, range(24))).toEqual({
			rows: [],
			allRequests: 0,
			allTenants: 0,
		});
		await sql`insert into request_logs select * from kept`;
	});

	it('require only SELECT on the log', async () => {
		const reader = database.reader(plain);
		expect(await failureOf(readTenants(reader, registry, range(1)))).toMatchObject({
			code: '42501',
			message: 'permission denied for table request_logs',
		});
		await sql`grant select on request_logs to ${sql(plain.user)}`;
		await expectRequests(reader, registry, range(24), log);
	});

	it('have the totals of more than 500 tenants', async () => {
		await sql`
			insert into tenants (name) select 'Further ' || n from generate_series(1, 600) n`;
		await sql`
			insert into request_logs (request_id, tenant_id, method, path, request_time)
			select gen_random_uuid(), id, 'GET', '/', ${now} from tenants where name like 'Further %'`;
		const usage = await readTenants(database.reader(), registry, range(24));
		const before = log.filter(({at}) => at >= range(24).since);
		expect(usage.rows).toHaveLength(500);
		expect(usage.allTenants).toBe(new Set(before.map(({tenant}) => tenant)).size + 600);
		expect(usage.allRequests).toBe(before.length + 600);
	});
});
