import {describe, expect, it} from 'vitest';
import {stepsOf} from '../../source/actions/engine/plan-outline.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {untilNothing} from '../helpers/others-registry.ts';
import {blocking, details, ledgerOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(versions)('missing columns of a live registry, on PostgreSQL %d', async version => {
	async function registry(ddl: string) {
		const database = await createDatabase(version);
		await database.sql.unsafe(ddl);
		const columnOf = async (table: string, column: string) => {
			const [row] = await database.sql`
				select format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
					pg_get_expr(f.adbin, f.adrelid) as default
				from pg_attribute a left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
				where a.attrelid = ${table}::text::regclass and a.attname = ${column}`;
			return row;
		};
		const nodeOf = async (table: string) => {
			const [row] = await database.sql`select pg_relation_filenode(${table}::text::regclass)::int8 as node`;
			return row?.node;
		};
		return {
			database,
			sql: database.sql,
			operator: await openOperator(database.connection()),
			columnOf,
			nodeOf,
		};
	}

	const servers = `
		create table mcp_servers (id uuid primary key, name text);
		insert into mcp_servers select gen_random_uuid(), 's' || n from generate_series(1, 500) n;
	`;

	it('are added with type and default under one short lock, before the objects that need them', async () => {
		const {database, sql, operator, columnOf, nodeOf} = await registry(servers);
		const before = await nodeOf('mcp_servers');
		const plan = await operator.plan({action: 'optimize'});
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'warn').filter(detail => /mcp_servers has no column|skipped/.test(detail))).toEqual(
			[],
		);
		const item = stepsOf(plan).find(({title}) => title.startsWith('Add '));
		expect(item).toEqual({
			title: expect.stringMatching(/^Add \d+ columns to mcp_servers \(\d.*B\): .*\bhealth_status\b.*$/),
			lock: 'ACCESS EXCLUSIVE',
			note: 'ACCESS EXCLUSIVE on public.mcp_servers',
		});
		expect(details(plan, 'info')).toContain(
			'mcp_servers: created_at, updated_at: existing rows get the time of this run',
		);
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(
				/^mcp_servers: .*\bendpoint_url\b.* added without NOT NULL: the values of existing rows are unknown$/,
			),
		);

		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await nodeOf('mcp_servers')).toBe(before);
		expect(await columnOf('mcp_servers', 'created_at')).toEqual({
			type: 'timestamp with time zone',
			notNull: true,
			default: 'now()',
		});
		expect(await columnOf('mcp_servers', 'endpoint_url')).toMatchObject({notNull: false, default: null});
		expect(await columnOf('mcp_servers', 'health_status')).toMatchObject({type: 'registry_health_status'});
		const [{built} = {}] = await sql`
			select to_regclass('idx_servers_discovery_composite') is not null
				and to_regclass('performance_monitoring') is not null
				and to_regprocedure('get_server_health_summary()') is not null
				and has_column_privilege('pgdeck_monitor', 'mcp_servers', 'health_status', 'select') as built`;
		expect(built).toBe(true);
		expect(await ledgerOf(database)).toContain('20260101000100');
		await untilNothing(operator);
	});

	it('are NOT NULL in an empty table, with the type of the referenced key', async () => {
		const {operator, columnOf} = await registry(`
			create table mcp_servers (id uuid primary key);
			create table tenants (id bigint primary key);
		`);
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await columnOf('mcp_servers', 'endpoint_url')).toMatchObject({notNull: true});
		expect(await columnOf('mcp_servers', 'tenant_id')).toMatchObject({type: 'bigint'});
		await untilNothing(operator);
	});

	it('are filled in batches if each row needs another value', async () => {
		const {sql, operator, columnOf, nodeOf} = await registry(`
			create table mcp_servers (name text, filler text);
			insert into mcp_servers select 's' || n, repeat('x', 1500) from generate_series(1, 1000) n;
		`);
		const before = await nodeOf('mcp_servers');
		const plan = await operator.plan({action: 'optimize'});
		const fill = plan.units.find(({title}) => title.startsWith('Fill id of mcp_servers ('));
		expect(fill?.transactional).toBe(false);
		expect(fill?.statements.map(({lock}) => lock)).toEqual([
			'ROW EXCLUSIVE',
			'ACCESS EXCLUSIVE',
			'SHARE UPDATE EXCLUSIVE',
			'ACCESS EXCLUSIVE',
			'ACCESS EXCLUSIVE',
			'SHARE UPDATE EXCLUSIVE',
		]);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await nodeOf('mcp_servers')).toBe(before);
		expect(await columnOf('mcp_servers', 'id')).toEqual({
			type: 'uuid',
			notNull: true,
			default: 'gen_random_uuid()',
		});
		const [row] = await sql`select count(distinct id)::int as ids from mcp_servers`;
		expect(row?.ids).toBe(1000);
		expect(await sql`select conname from pg_constraint where conname like '%filled'`).toEqual([]);
	});

	it('continue to be filled after an interruption', async () => {
		const {sql, operator, columnOf} = await registry(`
			create table mcp_servers (name text, id uuid default gen_random_uuid());
			comment on column mcp_servers.id is 'Registry pack: being filled.';
			insert into mcp_servers values ('a', gen_random_uuid()), ('b', null);
		`);
		const [kept] = await sql`select id from mcp_servers where name = 'a'`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await columnOf('mcp_servers', 'id')).toMatchObject({notNull: true});
		expect(await sql`select id from mcp_servers where name = 'a'`).toEqual([kept]);
		await untilNothing(operator);
	});

	it('stay null if a value would invent the time of an event', async () => {
		const {sql, operator, columnOf} = await registry(`
			create table request_logs (ts timestamptz, path text);
			insert into request_logs select now() - interval '1 year', '/' from generate_series(1, 100);
		`);
		const plan = await operator.plan({action: 'optimize'});
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(/^request_logs: .*\brequest_time\b.* added without NOT NULL/),
		);
		expect(details(plan, 'info')).toContain(
			'request_logs: created_at, updated_at: existing rows get the time of this run',
		);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await columnOf('request_logs', 'request_time')).toEqual({
			type: 'timestamp with time zone',
			notNull: false,
			default: 'now()',
		});
		await sql`insert into request_logs (path) values ('/new')`;
		expect(await sql`select path from request_logs where request_time is not null`).toEqual([{path: '/new'}]);
		await untilNothing(operator);
	});

	it('are generated as in the pack, except in a large table, which would be rewritten', async () => {
		const rows = (filler: number) => `
			${servers}
			create table connection_pools (pool_name text, filler text);
			alter table connection_pools alter filler set storage plain;
			insert into connection_pools select 'p' || n, repeat('x', ${filler}) from generate_series(1, 2000) n;
		`;
		const small = await registry(rows(10));
		expect(await small.operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect((await small.columnOf('connection_pools', 'utilisation'))?.default).toMatch(/in_use/);

		const big = await registry(rows(7000));
		const before = await big.nodeOf('connection_pools');
		const plan = await big.operator.plan({action: 'optimize'});
		expect(details(plan, 'warn')).toContain('table connection_pools: unchanged: it has no utilisation');
		expect(await big.operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await big.nodeOf('connection_pools')).toBe(before);
		expect(await big.columnOf('connection_pools', 'utilisation')).toBeUndefined();
	});

	it('are added to partitions with their table', async () => {
		const {operator, columnOf} = await registry(`
			${servers}
			create table request_logs (id uuid, request_time timestamptz) partition by range (request_time);
			create table request_logs_default partition of request_logs default;
			insert into request_logs values (gen_random_uuid(), now());
		`);
		const plan = await operator.plan({action: 'optimize'});
		expect(plan.units.filter(({title}) => title.startsWith('Add ')).map(({title}) => title)).toEqual([
			expect.stringContaining('mcp_servers'),
			expect.stringContaining('request_logs ('),
		]);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await columnOf('request_logs_default', 'duration_ms')).toMatchObject({type: 'double precision'});
	});
});
