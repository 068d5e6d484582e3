import {beforeAll, describe, expect, it} from 'vitest';
import type {Side} from '../../source/domain/snapshot/side.ts';
import type {Plans} from '../../source/domain/statements/plans.ts';
import {isOwn} from '../../source/postgres/own-mark.ts';
import {compareSides} from '../../source/recording/changes.ts';
import {plansTopic} from '../../source/sampler/statements/plans.ts';
import {everyVersion} from '../helpers/database.ts';
import {ok, snapshotOf} from '../helpers/fixtures.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(everyVersion)('query plans of PostgreSQL %d', async version => {
	const server = await createServer(version, {shared_preload_libraries: 'pg_stat_statements'});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	await server.createRole('app');
	await sql.unsafe('create extension pg_stat_statements; create schema app authorization app');
	const plansOf = (login?: Login) => readingsOf(plansTopic(), server.reader('analytics', login));
	const find = ({rows}: Plans, text: string) => {
		const row = rows.find(item => item.text.includes(text));
		if (!row) throw new Error(`There is no ${text} among ${rows.map(item => item.text).join('; ')}`);
		return row;
	};
	const side = (plans: Plans): Side => {
		const {sections, server: identity} = snapshotOf({plans: ok(plans)});
		return {at: plans.plannedAt, server: identity, section: id => sections[id as 'plans']};
	};

	beforeAll(async () => {
		await sql.unsafe(`create table orders (id int primary key, at timestamptz, note text);
			insert into orders select n, now() - n * interval '1 second', n from generate_series(1, 20000) n;
			create index orders_at on orders (at); analyze orders`);
		await sql.unsafe('set max_parallel_workers_per_gather = 0');
		await sql`select note from orders where at = ${new Date(0)}::timestamptz`;
		await sql`update orders set note = note where id = ${-1}::int`;
		await sql`select count(*) from orders`;
	});

	it('are generic plans of the statements with the most execution time, which are not run', async () => {
		const plans = await plansOf().value();
		expect(find(plans, 'where at =')).toMatchObject({
			shape: expect.arrayContaining([expect.stringMatching(/^ *(Bitmap )?Index Scan .*orders_at/)]),
			lines: expect.arrayContaining([expect.stringMatching(/Index Cond: \(at = \$1\)$/)]),
			unknown: null,
		});
		expect(find(plans, 'update orders').shape?.slice(0, 2)).toEqual([
			'Update on orders',
			expect.stringMatching(/Index Scan using orders_pkey on orders$/),
		]);
		expect(plans.rows.filter(({text}) => /pgdeck|^create|^set/i.test(text))).toEqual([]);
		const [activity] = await sql<
			{prepared: number}[]
		>`select count(*)::int as prepared from pg_prepared_statements`;
		expect(activity?.prepared).toBe(0);
	});

	it('show which statement has a new plan', async () => {
		const readings = plansOf();
		const before = await readings.value();
		await sql`drop index orders_at`;
		try {
			const {changes} = compareSides(side(before), side(await readings.value()));
			const planned = changes.filter(({part}) => part === 'plans');
			expect(planned).toEqual([
				{
					part: 'plans',
					kind: 'changed',
					name: expect.stringContaining('where at ='),
					before: expect.stringContaining('orders_at'),
					after: expect.stringMatching(/^Seq Scan on orders$/),
				},
			]);
		} finally {
			await sql`create index orders_at on orders (at)`;
		}
	});

	it('skip statements if planning them could run user code', async () => {
		const app = server.session();
		await app.unsafe(`set session authorization app;
			create function app.trap(int) returns int language plpgsql immutable as $$ begin return 1; end $$;
			create function app.both(int, int) returns int language sql immutable as 'select $1 + $2';
			create operator app.### (leftarg = int, rightarg = int, function = app.both);
			create view app.glance as select app.trap(1) as n;
			create table app.guarded (id int); alter table app.guarded enable row level security;
			create table app.partial (id int);
			create index on app.partial (id) where app.trap(id) = 1;
			create table app.months (id int) partition by range (id);
			create table app.month partition of app.months for values from (1) to (9);
			alter table app.month add check (app.trap(id) = 1);
			set search_path = app`);
		const texts = [
			['select 1 as a, app.trap(2)', 'schema-qualified function'],
			['select 2 as b, 2 as two, trap(2)', 'the function trap may be user-defined'],
			['select 3 as c, 4 ### 5', 'the operator ### may be'],
			['select n as d from glance', 'glance may be a view'],
			['select id as e from guarded', 'row-level security'],
			['select id as f from partial', 'an index, constraint or default of partial calls'],
			['select id as g from months', 'an index, constraint or default of months calls'],
		] as const;
		for (const [text] of texts) await app.unsafe(text);
		const plans = await plansOf().value();
		for (const [text, expected] of texts) {
			const alias = / as ([a-g])/.exec(text)?.[0] ?? '';
			expect(find(plans, alias)).toMatchObject({
				shape: null,
				unknown: {text: expect.stringContaining(expected)},
			});
		}
	});

	it('give the reason for a missing plan: a missing privilege, a dropped table', async () => {
		await sql`create table passing (id int)`;
		await sql`select id from passing`;
		await sql`drop table passing`;
		expect(find(await plansOf().value(), 'from passing').unknown).toMatchObject({
			code: 'name-not-found',
			text: expect.stringMatching(/passing.* does not exist.*search_path/),
		});
		expect(find(await plansOf(monitor).value(), 'where at =').unknown).toMatchObject({
			facts: {sqlState: '42501'},
			text: expect.stringContaining('permission denied'),
		});
	});

	it('count no index scans of planning for a superuser', async () => {
		const count = 'select count(*) from child join orders on orders.id = child.order_id';
		await sql.unsafe(`create table child (id int primary key, order_id int);
			insert into child select n, n from generate_series(1, 20000) n;
			create index child_order on child (order_id); analyze child;
			grant select on child, orders to monitor`);
		const scans = async (index: string) => {
			const [row] = await sql<{many: string}[]>`select pg_stat_get_numscans(${index}::regclass) as many`;
			return Number(row?.many);
		};
		/** The counters of a session arrive when it ends. */
		const gone = async (pid: unknown, end: () => Promise<void>) => {
			await end();
			await until(
				() => sql`select from pg_stat_activity where pid = ${Number(pid)}`,
				({length}) => length === 0,
			);
		};
		/** Counts come in their order: once that of a later session is here, so is what went before it. */
		const settled = async () => {
			const before = await scans('child_pkey');
			const own = server.session();
			const [row] = await own`select pg_backend_pid() as pid`;
			await own.unsafe('set enable_seqscan = off; select from child where id = -1');
			await gone(row?.pid, () => own.end());
			await until(
				() => scans('child_pkey'),
				many => many > before,
			);
			return scans('child_order');
		};
		const planned = async (user?: string) => {
			const reader = server.reader('analytics', user === undefined ? undefined : {user, password: 'x'});
			const plans = await readingsOf(plansTopic(), reader).value();
			expect(find(plans, 'from child join').shape).not.toBeNull();
			const [row] = await reader.read(own => own`select pg_backend_pid() as pid`);
			await gone(row?.pid, () => reader.close());
		};
		const own = server.session();
		await own.unsafe('set enable_nestloop = off; set enable_mergejoin = off');
		await own.unsafe(count);
		const [row] = await own`select pg_backend_pid() as pid`;
		await gone(row?.pid, () => own.end());
		const before = await settled();
		await planned();
		expect(await settled()).toBe(before);
		await planned('monitor');
		expect(await settled()).toBeGreaterThan(before);
	});

	it('add only a few entries to pg_stat_statements', async () => {
		const readings = plansOf();
		const entries = async () => {
			const rows = await sql<{query: string}[]>`
				select distinct query from pg_stat_statements(true)
				where query ~* '^(savepoint|rollback to|explain)' and query ~ 'pgdeck'`;
			return rows.map(({query}) => query);
		};
		for (let many = 0; many < 8; many++) await readings.value();
		const after = await entries();
		// Each of the 20 planned statements has a savepoint, and a failing one a rollback to it.
		expect(after.filter(text => /^(savepoint|rollback)/i.test(text)).length).toBeLessThanOrEqual(42);
		expect(after.filter(text => /execute pgdeck_plan/i.test(text)).length).toBeLessThanOrEqual(32 * 3);
		expect(after.filter(text => !isOwn(text))).toEqual([]);
		if (version < 17) expect(after.filter(text => /^savepoint/i.test(text))).not.toEqual([]);
	});

	it('are read again only after ten minutes', async () => {
		const topic = plansTopic();
		const first = await readingsOf(topic, server.reader('analytics')).value();
		expect(await readingsOf(topic, server.reader('analytics')).value()).toEqual(first);
	});

	it('are n/a without the extension', async () => {
		await sql`create database elsewhere`;
		expect(
			await readingsOf(plansTopic(), server.reader('analytics', undefined, 'elsewhere')).read(),
		).toMatchObject({
			status: 'unsupported',
			code: 'no-extension',
			help: expect.stringContaining('CREATE EXTENSION pg_stat_statements;'),
		});
	});
});
