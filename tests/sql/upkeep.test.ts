import {beforeAll, describe, expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import type {UpkeepTask} from '../../source/domain/upkeep/schema.ts';
import {packSet} from '../../source/migrations/set.ts';
import {createLane} from '../../source/sampler/engine/lane.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createTopics} from '../../source/sampler/topics.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {makeLog, policy} from '../helpers/pack-retention.ts';
import {hold, runAndLeave, until} from '../helpers/scenario.ts';
import {upkeepOf} from '../helpers/scenario-upkeep.ts';

const month = (ahead: number) => {
	const now = new Date();
	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 7);
};

describe.each(versions)('upkeep of a registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const tasks = async (connection = database.connection()) => (await upkeepOf(connection)).tasks;
	const task = async (name: string): Promise<UpkeepTask> => {
		const all = await tasks();
		const found = all.find(item => item.name === name);
		if (!found) throw new Error(`There is no ${name} among ${all.map(item => item.name).join(', ')}.`);
		return found;
	};
	beforeAll(() => applyPack(database));

	it('lists every kind of task, none of them ever done', async () => {
		const all = await tasks();
		const names = all.map(({name}) => name);
		expect(names).toEqual(
			expect.arrayContaining([
				'partitions:mcp.tool_executions',
				'partitions:mcp.query_metrics',
				'retention:mcp.tool_executions',
				'refresh:mcp.tool_execution_stats',
				'analyze',
				'weekly',
				'monthly',
				'quarterly',
			]),
		);
		expect(names.filter(name => name.includes('_archive'))).toEqual([]);
		for (const name of ['analyze', 'weekly', 'monthly', 'quarterly']) {
			expect(all.find(item => item.name === name)).toMatchObject({
				state: 'due',
				lastAt: null,
				lastUnknown: null,
				obstacle: null,
			});
		}
	});

	it('distinguishes existing from missing months', async () => {
		expect(await task('partitions:mcp.query_metrics')).toMatchObject({
			state: 'done',
			detail: {code: 'months-until', facts: {until: month(3)}, text: `months to ${month(3)}`},
		});
		await sql.unsafe(
			`drop table mcp.query_metrics_${month(1).replace('-', '_')}, mcp.query_metrics_${month(3).replace('-', '_')}`,
		);
		expect(await task('partitions:mcp.query_metrics')).toMatchObject({
			state: 'due',
			detail: {
				code: 'months-missing',
				facts: {until: month(0), missing: [month(1), month(3)]},
				text: `months to ${month(0)}, none for ${month(1)}, ${month(3)}`,
			},
		});
		await sql`select mcp.create_monthly_partitions('mcp.query_metrics')`;
		expect(await task('partitions:mcp.query_metrics')).toMatchObject({state: 'done'});
	});

	it('reports rows of the default partition', async () => {
		await runAndLeave(
			database,
			"insert into mcp.query_metrics (query_hash, query_type, operation, execution_time_ms, timestamp) values ('h', 'q', 'o', 1, now() - interval '2 years')",
		);
		await until(
			() => task('partitions:mcp.query_metrics'),
			({remarks, state}) => state === 'due' && remarks.at(-1)?.text === '1 row in the default partition',
		);
	});

	it('does not mistake weeks for months', async () => {
		await sql`create table weeks (at timestamptz) partition by range (at)`;
		const [begin, end] = [Date.now(), Date.now() + 7 * 86_400_000].map(at => new Date(at).toISOString());
		await sql.unsafe(`create table weeks_1 partition of weeks for values from ('${begin}') to ('${end}')`);
		expect(await task('partitions:public.weeks')).toMatchObject({
			state: 'unknown',
			detail: {code: 'not-monthly', text: 'n/a: the partitions are not monthly'},
			obstacle: {code: 'not-monthly', text: 'the partitions are not monthly'},
		});
	});

	it('reports the rows due by a policy, and a policy that cannot be followed', async () => {
		await makeLog(sql, 'log', 6, 50);
		await policy(sql, 'log', 60, 'archive');
		await policy(sql, 'gone', 60, 'archive');
		const [due] = await sql<{rows: number; bytes: number; parts: number}[]>`
			select sum(due_rows)::int as rows, sum(due_bytes)::int as bytes, count(*)::int as parts from mcp.retention_due('log')`;
		const found = (await upkeepOf(database.connection())).retention;
		expect(found).toMatchObject({
			status: 'ok',
			value: expect.arrayContaining([
				expect.objectContaining({
					policy: 'log',
					action: 'archive',
					days: 60,
					partitions: due?.parts,
					dueRows: due?.rows,
					dueBytes: due?.bytes,
					lastRunAt: null,
				}),
			]),
		});
		expect(await task('retention:log')).toMatchObject({
			state: 'due',
			detail: {
				code: 'retention-due',
				facts: {action: 'archive', partitions: due?.parts, rows: due?.rows, sizeBytes: due?.bytes, days: 60},
				text: expect.stringMatching(
					/^archive [345] partitions, ~?(150|200|250) rows, .* older than 60 days$/,
				),
			},
		});
		expect(await task('retention:gone')).toMatchObject({
			state: 'unknown',
			detail: {code: 'policy-problem', text: 'n/a: There is no table gone'},
			obstacle: {code: 'policy', text: 'There is no table gone'},
		});
		await sql`call mcp.apply_retention('log')`.simple();
		const after = await task('retention:log');
		expect(after).toMatchObject({
			state: 'done',
			detail: {code: 'retention-kept', text: 'nothing is due: 60 days are kept, months as a whole'},
		});
		expect(after.lastAt).toBeInstanceOf(Date);
	});

	it('reports the age of a view, and a view that cannot be refreshed CONCURRENTLY', async () => {
		expect(await task('refresh:mcp.tool_execution_stats')).toMatchObject({
			state: 'done',
			detail: {
				code: 'view-age',
				facts: {ageMs: 0, intervalMs: 3_600_000},
				text: 'less than 1 min old, refresh every 1 h',
			},
		});
		await sql`update materialized_views set last_refreshed_at = now() - interval '5 hours'`;
		expect(await task('refresh:mcp.tool_execution_stats')).toMatchObject({
			state: 'due',
			detail: {code: 'view-age', text: '5 h old, refresh every 1 h'},
		});
		await sql`create materialized view plain as select 1 as one`;
		expect(await task('refresh:public.plain')).toMatchObject({
			state: 'unknown',
			detail: {code: 'no-refresh-time'},
			lastUnknown: {text: expect.stringContaining('PostgreSQL does not record refreshes')},
			obstacle: {code: 'unique-index', text: expect.stringContaining('requires a unique index')},
		});
		await sql`create unique index on plain (one)`;
		expect(await task('refresh:public.plain')).toMatchObject({obstacle: null});
		await sql`refresh materialized view plain with no data`;
		expect(await task('refresh:public.plain')).toMatchObject({
			state: 'due',
			detail: {code: 'never-filled', text: 'never filled: it cannot be read'},
		});
	});

	it('distinguishes tables that were never analyzed from changed ones', async () => {
		// Sessions report their changes when they become idle, perhaps after the first ANALYZE.
		await until(
			async () => {
				await sql`analyze`;
				return task('analyze');
			},
			({state}) => state === 'done',
		);
		await sql`create table fresh (id int)`;
		await runAndLeave(database, 'insert into tenants (name) select n::text from generate_series(1, 200) n');
		const upkeep = await until(
			() => upkeepOf(database.connection()),
			({statistics}) =>
				statistics.status === 'ok' && statistics.value.due.some(({name}) => name === 'tenants'),
		);
		// Late reports of idle sessions may make other tables due.
		expect(upkeep.statistics).toMatchObject({
			value: {
				never: 1,
				due: expect.arrayContaining([
					expect.objectContaining({name: 'fresh', analyzedAt: null, mayAnalyze: true}),
					expect.objectContaining({name: 'tenants', changed: 200, analyzedAt: expect.any(Date)}),
				]),
			},
		});
	});

	it('reads the recorded runs of all roles', async () => {
		await sql`select mcp.note_upkeep('weekly', '', '{"unused": 3}')`;
		expect(await task('weekly')).toMatchObject({state: 'done', lastAt: expect.any(Date)});
		await sql`update mcp.upkeep_log set done_at = now() - interval '8 days'`;
		expect(await task('weekly')).toMatchObject({state: 'due'});
	});

	it('keeps a review due that skipped tables', async () => {
		await sql`select mcp.note_upkeep('monthly', '', '{"analyzed": 3, "leftOut": 2}')`;
		expect(await task('monthly')).toMatchObject({
			state: 'due',
			remarks: [
				{code: 'tables-refused', facts: {tables: 2}, text: expect.stringMatching(/^2 tables skipped /)},
			],
		});
		await sql`select mcp.note_upkeep('monthly', '', '{"analyzed": 5}')`;
		expect(await task('monthly')).toMatchObject({
			state: 'done',
			remarks: [],
		});
	});

	it('measures growth over at least twenty days', async () => {
		const growth = async () => (await upkeepOf(database.connection())).growth;
		expect(await growth()).toMatchObject({value: {firstAt: null, tables: []}});
		await sql`select mcp.record_table_sizes()`;
		expect(await growth()).toMatchObject({value: {firstAt: expect.any(Date), tables: []}});
		await sql`update mcp.table_sizes set recorded_at = now() - interval '30 days', total_bytes = 4096`;
		const [size] = await sql<{bytes: number; parts: number}[]>`
			select pg_total_relation_size('tenants')::int as bytes,
				(select sum(pg_total_relation_size(relid)) from pg_partition_tree('mcp.query_metrics'))::int as parts`;
		expect(await growth()).toMatchObject({
			value: {
				tables: expect.arrayContaining([
					expect.objectContaining({table: 'public.tenants', bytesThen: 4096, bytes: size?.bytes}),
					expect.objectContaining({table: 'mcp.query_metrics', bytesThen: 4096, bytes: size?.parts}),
				]),
			},
		});
		// A locked table is not waited for.
		const holder = await hold(database, 'lock table tenants', 'lock table mcp.query_metrics_default');
		expect(await growth()).toMatchObject({
			value: {
				tables: expect.arrayContaining([
					expect.objectContaining({table: 'public.tenants', bytes: null}),
					expect.objectContaining({table: 'mcp.query_metrics', bytes: null}),
				]),
			},
		});
		await holder.release();
	});

	it('gives the GRANT that lets pg_monitor read and run each task', async () => {
		const role = await database.createRole(['pg_monitor']);
		const upkeep = await upkeepOf(database.connection(role));
		expect(upkeep.log).toMatchObject({
			status: 'denied',
			grant: `GRANT USAGE ON SCHEMA mcp TO ${role.user}; GRANT SELECT ON mcp.upkeep_log TO ${role.user}`,
		});
		expect(upkeep.retention).toMatchObject({
			status: 'denied',
			grant: expect.stringContaining(`GRANT EXECUTE ON FUNCTION mcp.retention_due(text) TO ${role.user}`),
		});
		const grants = Object.fromEntries(upkeep.tasks.map(({name, grant}) => [name, grant]));
		expect(grants['partitions:mcp.query_metrics']).toBe(
			`GRANT USAGE ON SCHEMA mcp TO ${role.user}; GRANT EXECUTE ON FUNCTION mcp.create_monthly_partitions(regclass, integer), mcp.make_own_monthly_partitions(regclass, integer) TO ${role.user}`,
		);
		expect(grants.analyze).toBe(version >= 17 ? `GRANT MAINTAIN ON public.fresh TO ${role.user}` : null);
		expect(upkeep.tasks.find(({name}) => name === 'analyze')?.obstacle?.text).toBe(
			`this role may not ANALYZE public.fresh${version >= 17 ? ', which belongs to postgres' : ': only postgres or a superuser can do it'}`,
		);
		expect(upkeep.tasks.find(({name}) => name === 'weekly')).toMatchObject({state: 'unknown', lastAt: null});
		// With these GRANTs it can read and run all of them.
		for (const grant of new Set([
			...Object.values(grants),
			upkeep.log.status === 'denied' ? upkeep.log.grant : null,
		])) {
			if (grant !== null && grant !== undefined) await sql.unsafe(grant);
		}
		const granted = await upkeepOf(database.connection(role));
		expect([granted.log.status, granted.retention.status]).toEqual(['ok', 'ok']);
		expect(granted.tasks.find(({name}) => name === 'partitions:mcp.query_metrics')?.obstacle).toBeNull();
		expect(granted.tasks.find(({name}) => name === 'weekly')?.obstacle).toBeNull();
		await sql.unsafe(`drop owned by ${role.user}`);
	});
});

describe.each(versions)('upkeep of a database without the registry pack on PostgreSQL %d', async version => {
	const database = await createDatabase(version);

	it('covers planner statistics, and gives a reason for the rest', async () => {
		await database.sql`create table t (id int)`;
		const {tasks} = await upkeepOf(database.connection(await database.createRole()));
		expect(tasks.map(({name, state}) => [name, state])).toEqual([
			['partitions', 'done'],
			['retention', 'unknown'],
			['refresh', 'done'],
			['analyze', 'due'],
			['weekly', 'unknown'],
			['monthly', 'unknown'],
			['quarterly', 'unknown'],
		]);
		for (const task of tasks) expect(task.lastAt).toBeNull();
		expect(tasks.find(({name}) => name === 'analyze')?.lastUnknown?.text).toBe(
			'requires mcp.upkeep_log of the registry pack, which does not exist',
		);
		expect(tasks.find(({name}) => name === 'retention')?.detail.text).toMatch(
			/^n\/a: requires mcp\.retention_policies.* is not applied$/,
		);
	});
});

describe('upkeep in a running console', async () => {
	const database = await createDatabase(18);

	const openTopics = async () => {
		const reader = database.reader();
		const session = await openSession(reader, {
			host: database.server.host,
			port: database.server.port,
			service: null,
			productionPatterns: [],
		});
		const topics = createTopics({requests: undefined, migrations: undefined, pack: packSet()});
		const lane = createLane(
			topics.filter(({id}) => id === 'upkeep' || id === 'alerts'),
			reader,
		);
		// At one moment: parts with a pace of their own are read again only after a change.
		const context = {...session, now: new Date(), windowHours: 1};
		const read = async () => {
			const {sections, queries} = await lane.read(context, new Set(), new Map(), emptySections);
			return {upkeep: sections.upkeep, queries};
		};
		return {lane, read};
	};

	it('queries nothing between its intervals, and each part once for all topics', async () => {
		await applyPack(database);
		const {lane, read} = await openTopics();
		const first = await read();
		expect(first.upkeep?.status).toBe('ok');
		lane.expire();
		const again = await read();
		expect(again.queries).toBe(first.queries);
		// Due again at once, as at each sample of a running console.
		expect((await read()).queries).toBe(0);
	});

	it('shows an unrecorded ANALYZE at the next read', async () => {
		await database.sql`create table t (id int)`;
		const {lane, read} = await openTopics();
		const due = async () => {
			const {upkeep} = await read();
			if (upkeep?.status !== 'ok' || upkeep.value.statistics.status !== 'ok')
				throw new Error(JSON.stringify(upkeep));
			return upkeep.value.statistics.value.due.map(({name}) => name);
		};
		expect(await due()).toContain('t');
		await database.sql`analyze t`;
		lane.expire();
		expect(await due()).not.toContain('t');
	});
});
