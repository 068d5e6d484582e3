import {beforeAll, describe, expect, it} from 'vitest';
import {encodeSnapshot, snapshotSchema} from '../../source/domain/snapshot/schema.ts';
import {requestMappingConfig} from '../../source/queries/requests/request-mapping.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {fillRegistry} from '../helpers/registry.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';
import {type Sampled, sample} from '../helpers/scenario-sampler.ts';

const ids = [
	'health',
	'registry',
	'requests',
	'tenants',
	'indexes',
	'tables',
	'migrations',
	'upkeep',
	'alerts',
	'missing',
] as const;

describe.each(versions)('sampling a registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	let sampled: Sampled;
	const live = () => sampled.sampler.live;

	beforeAll(async () => {
		await fillRegistry(database);
		sampled = await sample(database.connection());
	});

	it('publishes every section of a registry', async () => {
		const {snapshot} = await sampled.live(({snapshot: {sections}}) =>
			ids.every(id => sections[id].status === 'ok'),
		);
		expect(snapshot.server).toMatchObject({database: database.name, superuser: true, production: false});
		const {registry, requests, tenants, migrations, tables, indexes} = snapshot.sections;
		expect(registry).toMatchObject({value: {total: 3, healthy: 1}});
		expect(requests).toMatchObject({
			value: {
				relation: 'request_logs',
				summaryMethod: 'get_request_performance_summary(1)',
				summary: {total: 3000},
				bucketSeconds: 60,
			},
		});
		expect(tenants).toMatchObject({value: {allRequests: 3000, allTenants: 3}});
		expect(migrations).toMatchObject({value: {source: 'pack', ledger: 'dbmate'}});
		const count = async (kinds: string) =>
			(
				await sql.unsafe(
					`select from pg_class where relkind in (${kinds}) and relnamespace in ('public'::regnamespace, 'mcp'::regnamespace)`,
				)
			).length;
		expect(tables.status === 'ok' && tables.value.rows.length).toBe(await count("'r', 'm'"));
		expect(indexes.status === 'ok' && indexes.value.rows.length).toBe(await count("'i', 'I'"));
		expect(snapshot.cost.queries).toBeGreaterThan(0);
		expect(sampled.faults).toEqual([]);
	});

	it('gives names to tenants and servers of requests', async () => {
		const {value: tenants} = await sampled.section('tenants', 'ok');
		expect(tenants.rows.map(({name}) => name).sort()).toEqual(['Tenant 1', 'Tenant 2', 'Tenant 3']);
		expect(tenants.rows.reduce((sum, {share}) => sum + share, 0)).toBeCloseTo(1, 9);
		const {value: requests} = await sampled.section('requests', 'ok');
		expect(requests.servers.map(({name}) => name).sort()).toEqual(['server-1', 'server-2', 'server-3']);
		expect(requests.series.reduce((sum, point) => sum + point.count, 0)).toBe(3000);
	});

	it('produces a document that its schema accepts', async () => {
		await sampled.section('tables', 'ok');
		const {snapshot} = live();
		const text = JSON.stringify(encodeSnapshot(snapshot));
		const again = snapshotSchema.decode(JSON.parse(text));
		expect(again).toEqual(snapshot);
		expect(JSON.stringify(encodeSnapshot(again))).toBe(text);
	});

	it('reports rates that add up to the work done', async () => {
		await sampled.live(({snapshot}) => snapshot.sections.health.status === 'ok');
		const rollbacks = () => {
			// One entry a sample: others only carry what came with it.
			const samples = new Map(
				sampled.published.flatMap(({snapshot: {sections}}) =>
					sections.health.status === 'ok'
						? [[sections.health.sampledAt.getTime(), sections.health.value]]
						: [],
				),
			);
			return [...samples.values()].reduce(
				(sum, {rates}) => sum + (rates ? (rates.rollbacks * rates.overMs) / 1000 : 0),
				0,
			);
		};
		const before = rollbacks();
		await runAndLeave(database, ...Array.from({length: 25}, () => 'begin; select 1; rollback'));
		await until(rollbacks, sum => sum - before > 24.5);
		expect(rollbacks() - before).toBeCloseTo(25, 6);
		expect(live().history.items.length).toBeGreaterThan(1);
	});

	it('sends no queries while paused, and shows the pause', async () => {
		sampled.sampler.pause(true);
		const {snapshot} = await sampled.live(({paused}) => paused);
		const asked = async () =>
			(
				await sql<{at: Date}[]>`
					select max(query_start) as at from pg_stat_activity
					where datname = current_database() and application_name = 'pgdeck'`
			)[0]?.at.getTime();
		// A sample that was under way may still come in; then nothing is asked any more.
		const settled = await until(
			async () => [await asked(), await asked()] as const,
			([one, other]) => one === other,
		);
		await sql`create table made_meanwhile (id int)`;
		await until(asked, at => at === settled[0]);
		expect(live().snapshot.server).toEqual(snapshot.server);
		const names = (tables: typeof live extends () => infer L ? L : never) =>
			tables.snapshot.sections.tables.status === 'ok'
				? tables.snapshot.sections.tables.value.rows.map(({name}) => name)
				: [];
		expect(names(live())).not.toContain('made_meanwhile');

		// Asked for, a sample is taken all the same.
		sampled.sampler.refresh();
		await sampled.live(now => names(now).includes('made_meanwhile'));
		expect(live().paused).toBe(true);
		sampled.sampler.pause(false);
		const {takenAt} = live().snapshot;
		await sampled.live(now => now.snapshot.takenAt > takenAt);
	});

	it('covers the requested time window', async () => {
		await sql`
			insert into request_logs (request_id, method, path, status_code, duration_ms, request_time)
			select 'old' || n, 'GET', '/old', 200, 5, now() - interval '5 hours' from generate_series(1, 100) n`;
		sampled.sampler.setWindowHours(6);
		const wider = await sampled.live(
			({snapshot: {sections}}) =>
				sections.requests.status === 'ok' &&
				sections.requests.value.windowHours === 6 &&
				sections.tenants.status === 'ok' &&
				sections.tenants.value.windowHours === 6,
		);
		expect(wider.windowHours).toBe(6);
		expect(wider.snapshot.sections.requests).toMatchObject({
			value: {
				bucketSeconds: 300,
				summary: {total: 3100},
				summaryMethod: 'get_request_performance_summary(6)',
			},
		});
		expect(wider.snapshot.sections.tenants).toMatchObject({value: {allRequests: 3100}});
	});

	it('reads the detail of the opened row, and reports when the row no longer exists', async () => {
		const [tenant] = await sql<{id: string}[]>`select id::text from tenants order by name limit 1`;
		sampled.sampler.focus({kind: 'tenant', id: tenant?.id ?? ''});
		const opened = await sampled.live(({detail}) => detail?.section.status === 'ok');
		const section = opened.detail?.section;
		const series = section?.status === 'ok' && section.value.kind === 'tenant' ? section.value.series : [];
		expect(series.reduce((sum, point) => sum + point.count, 0)).toBe(1000);

		await sql`create index shortly on request_logs (method)`;
		const [index] = await sql<{oid: number}[]>`select 'shortly'::regclass::oid::int as oid`;
		sampled.sampler.focus({kind: 'index', oid: index?.oid ?? 0});
		await sampled.live(
			({detail}) =>
				detail?.section.status === 'ok' &&
				detail.section.value.kind === 'index' &&
				detail.section.value.index.definition.includes('shortly'),
		);
		await sql`drop index shortly`;
		const gone = await sampled.live(({detail}) => detail?.section.status === 'unsupported');
		expect(gone.detail?.section).toEqual({
			status: 'unsupported',
			code: 'row-gone',
			facts: {kind: 'index'},
			reason: 'the index no longer exists',
		});

		sampled.sampler.focus({kind: 'migration', version: '20260101000500'});
		await sampled.live(
			({detail}) => detail?.section.status === 'ok' && detail.section.value.kind === 'migration',
		);
		sampled.sampler.focus(undefined);
		await sampled.live(({detail}) => detail === undefined);
	});
});

describe.each(versions)('sampling a database that becomes a registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);

	it('names the missing tables, and finds them once they exist', async () => {
		const sampled = await sample(database.connection());
		for (const id of ['registry', 'requests', 'tenants', 'migrations'] as const) {
			expect((await sampled.section(id, 'unsupported')).reason.length).toBeGreaterThan(20);
		}
		for (const id of ['health', 'indexes', 'tables'] as const) await sampled.section(id, 'ok');
		await applyPack(database);
		sampled.sampler.refresh();
		for (const id of ids) await sampled.section(id, 'ok');
		expect(sampled.faults).toEqual([]);
	});
});

describe.each(versions)('sampling with a mapping that does not fit PostgreSQL %d', async version => {
	const database = await createDatabase(version);

	it('reports the same reason for requests and tenants', async () => {
		const requests = requestMappingConfig.parse({
			relation: 'nowhere',
			columns: {time: 'at', duration: 'took', tenant: 'who'},
		});
		const sampled = await sample(database.connection(), {requests});
		const reason =
			'the configured request log does not fit this database: requests.relation "nowhere" does not exist, or is not in the search_path';
		for (const id of ['requests', 'tenants'] as const) {
			const {code, reason: told} = await sampled.section(id, 'unsupported');
			expect([id, code, told]).toEqual([id, 'mapping-mismatch', reason]);
		}
	});
});
