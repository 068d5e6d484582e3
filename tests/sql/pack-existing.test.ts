import {beforeAll, describe, expect, it} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {catalog, identities} from '../helpers/pack-catalog.ts';
import {contents, type Flavor, keyOf, makeExistingTables} from '../helpers/pack-existing.ts';
import {packDown, packUp} from '../helpers/pack-migrations.ts';
import {plansOf} from '../helpers/pack-plans.ts';

const flavors: readonly Flavor[] = [
	{key: 'uuid', number: 'double precision', tables: 'all'},
	{key: 'varchar(36)', number: 'numeric', tables: 'all'},
	{key: 'varchar(36)', number: 'double precision', tables: 'core'},
	{key: 'text', number: 'integer', tables: 'all'},
	{key: 'bigint', number: 'integer', tables: 'core'},
];
const cases = versions.flatMap(version => flavors.map(flavor => ({version, ...flavor})));

const indexNames = packMigrations.flatMap(({text}) =>
	[...text.matchAll(/create index concurrently if not exists (\w+)\s+on (?!mcp\.)/g)].map(match => match[1]),
);

describe.each(cases)(
	"on PostgreSQL $version over another tool's $tables tables with $key keys and $number times, the pack",
	async ({version, ...flavor}) => {
		const database = await createDatabase(version);
		const {sql} = database;
		let tables: string[];
		let before: {catalog: string[]; contents: string[]};

		beforeAll(async () => {
			tables = await makeExistingTables(sql, flavor);
			before = {catalog: await catalog(sql), contents: await contents(sql, tables)};
			expect(before.contents).toHaveLength(5 * tables.length);
			await packUp(sql);
		});

		it('builds every index and creates the missing tables', async () => {
			const rows = await sql<{name: string}[]>`
				select relname::text as name from pg_index join pg_class on pg_class.oid = indexrelid
				where relname like 'idx\_%' and indisvalid and relnamespace = 'public'::regnamespace`;
			expect(rows.map(({name}) => name).sort()).toEqual([...indexNames].sort());
			expect(indexNames).toHaveLength(38 + 10 + 1);
			const [count] =
				await sql`select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
			expect(count).toEqual({count: '21'});
		});

		it('changes no row, and only the privileges of pgdeck_monitor on the tables', async () => {
			expect(await contents(sql, tables)).toEqual(before.contents);
			const after = new Set(
				(await catalog(sql)).map(line => line.replace(' {pgdeck_monitor=r/postgres}', '')),
			);
			expect(before.catalog.filter(line => !after.has(line))).toEqual([]);
		});

		it('summarizes servers with states in upper or lower case', async () => {
			expect([...(await sql`select * from get_server_health_summary()`)]).toEqual([
				{
					total_servers: '5',
					healthy_servers: '2',
					unhealthy_servers: '1',
					degraded_servers: '1',
					avg_response_time: '11.00',
				},
			]);
		});

		it('summarizes requests', async () => {
			expect([...(await sql`select * from get_request_performance_summary(3)`)]).toEqual([
				// The last three hours contain the rows from 50, 100 and 150 minutes ago.
				{
					total_requests: '3',
					successful_requests: '3',
					error_requests: '0',
					avg_duration_ms: '4.67',
					p95_duration_ms: '9.00',
				},
			]);
			expect([
				...(await sql`select total_count, healthy_count, avg_success_rate from performance_monitoring`),
			]).toEqual([
				{total_count: '5', healthy_count: '2', avg_success_rate: '11.00'},
				{total_count: '1', healthy_count: '1', avg_success_rate: '100.00'},
			]);
		});

		it('summarizes a tenant, and finds it through the index', async () => {
			const usage = async (tenant: string) => [
				...(await sql`select * from get_tenant_usage_summary(${tenant})`),
			];
			expect(await usage(keyOf(flavor, 4))).toEqual([
				{total_requests: '1', unique_users: '1', avg_duration_ms: '16.00', error_rate: '100.00'},
			]);
			for (const unknown of [keyOf(flavor, 6), 'acme', 'x'.repeat(100), '']) {
				expect(await usage(unknown)).toEqual([
					{total_requests: '0', unique_users: '0', avg_duration_ms: null, error_rate: null},
				]);
			}
			const plan = await plansOf(database, `select * from get_tenant_usage_summary('${keyOf(flavor, 4)}')`, {
				enable_seqscan: 'off',
			});
			expect(plan).toMatch(/Index Cond: \(+tenant_id\)?(::text)? = /);
		});

		it('references existing keys with the same type', async () => {
			const rows = await sql<{type: string}[]>`
				select format_type(atttypid, atttypmod) as type
				from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
				where contype = 'f' and connamespace = 'public'::regnamespace`;
			expect(rows.map(({type}) => type.replace('character varying', 'varchar'))).toEqual(
				Array.from({length: flavor.tables === 'core' ? 8 : 0}, () => flavor.key),
			);
		});

		it('changes nothing when it is applied again', async () => {
			const [once, same] = [await catalog(sql), await identities(sql)];
			await packUp(sql);
			expect(await catalog(sql)).toEqual(once);
			expect(await identities(sql)).toEqual(same);
		});

		it('removes its objects, and keeps the tables with their rows', async () => {
			await packDown(sql);
			expect(await catalog(sql)).toEqual(before.catalog);
			expect(await contents(sql, tables)).toEqual(before.contents);
		});
	},
);
