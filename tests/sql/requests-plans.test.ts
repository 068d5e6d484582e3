import {beforeAll, describe, expect, it} from 'vitest';
import {openReader, type Reader} from '../../source/postgres/reader.ts';
import {checkRequestMapping} from '../../source/queries/requests/request-mapping.ts';
import {
	type RequestRange,
	type RequestSource,
	withRequests,
} from '../../source/queries/requests/request-source.ts';
import {sqlBody} from '../../source/queries/statement.ts';
import groupsSql from '../../sql/queries/requests/request-groups.sql';
import seriesSql from '../../sql/queries/requests/request-series.sql';
import summarySql from '../../sql/queries/requests/request-summary.sql';
import tenantsSql from '../../sql/queries/requests/tenants.sql';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {byMonth} from '../helpers/pack-moves.ts';

const count = 100_000;
const tenantCount = 1000;

describe.each(versions)(`queries on ${count} requests of PostgreSQL %d`, async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const mapping = async (table: string): Promise<RequestSource> => {
		const checked = await checkRequestMapping(database.reader(), {
			relation: table,
			columns: {time: 'at', duration: 'took', tenant: 'tenant'},
			durationUnit: 'ms',
			errorFrom: 400,
		});
		if (!('mapping' in checked)) throw new Error(checked.problems.join(' '));
		return {kind: 'mapped', mapping: checked.mapping};
	};

	/** Its plan as the server makes it for the statement as it is sent, parameters and all. */
	const plan = async (source: RequestSource, text: string, range: Partial<RequestRange>) => {
		const whole = {
			since: new Date(Date.now() - 30 * 86_400_000),
			windowHours: 720,
			bucketSeconds: 900,
			...range,
		};
		const rows = await database
			.reader()
			.read(own => own`explain ${withRequests(own, source, whole)} ${own.unsafe(sqlBody(text))}`);
		return rows.map(row => String(row['QUERY PLAN'])).join('\n');
	};

	beforeAll(async () => {
		await applyPack(database, '20260101000250');
		await sql`
			insert into tenants (id, name)
			select md5(n::text)::uuid, n from generate_series(1, ${tenantCount}::integer) as n`;
		await sql`
			insert into request_logs (request_id, tenant_id, method, path, status_code, duration_ms, request_time)
			select n::text, md5((1 + n % ${tenantCount}::integer)::text)::uuid, 'POST', '/mcp', 200, n % 100,
				now() - make_interval(secs => (${count}::integer - n) * 30 * 86400.0 / ${count}::integer)
			from generate_series(1, ${count}::integer) as n`;
		await applyPack(database, byMonth?.version);
		await sql.unsafe(`
			create table of_numbers as
				select request_time as at, duration_ms as took, ('x' || substr(tenant_id::text, 1, 7))::bit(28)::int as tenant
				from request_logs;
			create index on of_numbers (tenant, at);
			create table of_words as
				select request_time at time zone 'UTC' as at, duration_ms as took, tenant_id::text::varchar(36) as tenant
				from request_logs;
			create index on of_words (tenant, at);
			create index on of_words (at);
		`);
		await sql`analyze`;
	});

	it('find one tenant by an index on its type', async () => {
		const uuid = '9f61408e-3afb-633e-50cd-f1b20de6f466'; // md5('56')
		const number = String(Number.parseInt(uuid.slice(0, 7), 16));
		const cases: ReadonlyArray<[RequestSource, string, RegExp]> = [
			// The pack has two that begin with the tenant.
			[{kind: 'registry'}, uuid, /idx_request_logs_tenant_time|idx_tenant_utilization_composite/],
			[await mapping('of_numbers'), number, /of_numbers_tenant_at_idx/],
			[await mapping('of_words'), uuid, /of_words_tenant_at_idx/],
		];
		for (const [source, tenant, index] of cases) {
			const found = await plan(source, seriesSql, {tenant});
			expect(found).toMatch(index);
			expect(found).toMatch(/Index Cond: .*tenant.* = /);
			expect(found).not.toContain('Seq Scan');
		}
	});

	it('find requests without a tenant by the same index', async () => {
		const found = await plan(await mapping('of_numbers'), seriesSql, {tenant: null});
		expect(found).toMatch(/Index Cond: .*tenant IS NULL/);
	});

	it('find the last minutes by an index on the time, with or without time zone', async () => {
		const since = new Date(Date.now() - 600_000);
		expect(await plan({kind: 'registry'}, seriesSql, {since})).toMatch(
			/idx_request_logs_time_brin|idx_request_logs/,
		);
		const found = await plan(await mapping('of_words'), summarySql, {since});
		expect(found).toContain('of_words_at_idx');
		expect(found).not.toContain('Seq Scan');
	});

	it('sort in memory, without temporary files', async () => {
		const range = {since: new Date(Date.now() - 30 * 86_400_000), windowHours: 720, bucketSeconds: 900};
		const analytics = openReader(database.connection(), 'analytics');
		const sampling = openReader(database.connection(), 'sampling');
		const withDefault: string[] = [];
		for (const text of [seriesSql, summarySql, groupsSql, tenantsSql]) {
			const ran = async (reader: Reader) => {
				const rows = await reader.read(
					own => own`
						explain (analyze, buffers)
						${withRequests(own, {kind: 'registry'}, range)} ${own.unsafe(sqlBody(text))}`,
				);
				return rows.map(row => String(row['QUERY PLAN'])).join('\n');
			};
			withDefault.push(await ran(sampling));
			expect(await ran(analytics)).not.toContain('temp ');
		}
		await Promise.all([analytics.close(), sampling.close()]);
		expect(withDefault.join('\n')).toMatch(/temp (read|written)=/);
	});
});
