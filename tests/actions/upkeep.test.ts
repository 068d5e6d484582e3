import {beforeAll, describe, expect, it} from 'vitest';
import {NothingToDo, RefusedError, UsageError} from '../../source/postgres/errors.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {countOf, makeLog, policy} from '../helpers/pack-retention.ts';
import {failureOf, hold, runAndLeave, until} from '../helpers/scenario.ts';
import {actionWaits, blocking, details, exists, openOperator} from '../helpers/scenario-actions.ts';

const monthTable = (table: string, ahead: number) => {
	const now = new Date();
	const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString();
	return `${table}_${month.slice(0, 7).replace('-', '_')}`;
};

describe.each(versions)('upkeep on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const plan = (...names: readonly string[]) => operator.plan({action: 'upkeep', names});
	const act = (...names: readonly string[]) => operator.act({action: 'upkeep', names});
	const log = async (task: string) => sql<{target: string; summary: Record<string, unknown>; by: string}[]>`
		select target, summary, done_by::text as by from mcp.upkeep_log where task = ${task} order by done_at`;
	beforeAll(async () => {
		await applyPack(database);
		await sql`analyze`;
	});

	it('rejects an unknown task as wrong usage', async () => {
		for (const name of [
			'yearly',
			'partitions:nowhere',
			'retention:nowhere',
			'refresh:nowhere',
			'analyze:nowhere',
			'weekly:x',
		]) {
			expect(await failureOf(plan(name))).toBeInstanceOf(UsageError);
		}
	});

	it('has nothing to do if the task is not due', async () => {
		for (const name of [
			'partitions',
			'partitions:mcp.query_metrics',
			'retention',
			'retention:mcp.tool_executions',
			'refresh',
		]) {
			expect([name, await failureOf(plan(name))]).toEqual([name, expect.any(NothingToDo)]);
		}
	});

	describe('partitions', () => {
		it('creates the missing months, records that, and reports how far they reach', async () => {
			await sql.unsafe(`drop table mcp.${monthTable('query_metrics', 1)}`);
			const made = await plan('partitions');
			expect(made.units).toHaveLength(1);
			expect(made.risk).toBe('low');
			expect(made.units[0]?.statements.map(({text, lock}) => [text, lock])).toEqual([
				['select mcp.create_monthly_partitions($1::text::regclass, $2::int)', 'ACCESS EXCLUSIVE'],
				['select mcp.note_upkeep($1, $2, $3::text::jsonb)', 'ROW EXCLUSIVE'],
			]);
			expect(await exists(database, `mcp.${monthTable('query_metrics', 1)}`)).toBe(false);
			const run = await operator.run(made);
			expect(run).toMatchObject({
				status: 'done',
				units: [{state: 'done', note: expect.stringMatching(/^there are months to /)}],
			});
			expect(await exists(database, `mcp.${monthTable('query_metrics', 1)}`)).toBe(true);
			expect(await log('partitions')).toMatchObject([
				{target: 'mcp.query_metrics', summary: {months: [expect.any(String)]}, by: 'postgres'},
			]);
			expect(operator.entries('done').at(-1)).toMatchObject({
				action: 'upkeep',
				title: 'Create 1 month of mcp.query_metrics',
			});
		});

		it('moves rows of the default partition, with a warning', async () => {
			await runAndLeave(
				database,
				"insert into mcp.query_metrics (query_hash, query_type, operation, execution_time_ms, timestamp) select 'h', 'q', 'o', 1, now() - interval '5 months' from generate_series(1, 7)",
			);
			const made = await until(
				() => plan('partitions:mcp.query_metrics').catch(() => undefined),
				found => found !== undefined,
			);
			if (!made) throw new Error('no plan');
			expect(details(made, 'warn')).toEqual([expect.stringMatching(/7 rows of the default partition move/)]);
			expect(made.risk).toBe('high');
			expect((await operator.run(made)).status).toBe('done');
			expect(await countOf(sql, 'mcp.query_metrics_default')).toBe(0);
			expect(await countOf(sql, `mcp.${monthTable('query_metrics', -5)}`)).toBe(7);
		});

		it('steps aside for a session that holds the table, keeps nothing after a cancel, and says so in the journal', async () => {
			await sql.unsafe(`drop table mcp.${monthTable('query_metrics', 2)}`);
			const holder = await hold(database, 'lock table mcp.query_metrics in access exclusive mode');
			const run = operator.begin(await planWhileLocked());
			await actionWaits(database, holder.pid);
			run.cancel();
			const ended = await run.result;
			await holder.release();
			expect(ended).toMatchObject({
				status: 'cancelled',
				units: [{state: 'failed', note: expect.stringContaining('All of it was rolled back.')}],
			});
			expect(await exists(database, `mcp.${monthTable('query_metrics', 2)}`)).toBe(false);
			expect(operator.entries('failed')).toHaveLength(1);
			expect((await act('partitions')).status).toBe('done');
		});

		// The plan reads only the catalog, so a lock on the table does not block it.
		const planWhileLocked = () => plan('partitions');

		it('is refused for a table that is not partitioned by month', async () => {
			await sql`create table weeks (at timestamptz) partition by range (at)`;
			const [begin, end] = [Date.now(), Date.now() + 7 * 86_400_000].map(at => new Date(at).toISOString());
			await sql.unsafe(`create table weeks_1 partition of weeks for values from ('${begin}') to ('${end}')`);
			const made = await plan('partitions:public.weeks');
			expect(blocking(made)).toEqual(['partitions:public.weeks: the partitions are not monthly']);
			expect(() => operator.begin(made)).toThrow(RefusedError);
		});

		it('does not run if the table was dropped after the plan', async () => {
			await sql`create table logs (at timestamptz) partition by range (at)`;
			const made = await plan('partitions:public.logs');
			await sql`drop table logs`;
			expect(await operator.run(made)).toMatchObject({
				status: 'failed',
				units: [{note: 'not run: the table no longer exists, or is not partitioned by time'}],
			});
		});
	});

	describe('retention', () => {
		it('archives whole months, without a typed confirmation', async () => {
			await makeLog(sql, 'kept', 6, 50);
			await policy(sql, 'kept', 60, 'archive');
			const made = await plan('retention:kept');
			expect([made.risk, made.typedWord]).toEqual(['high', undefined]);
			expect(made.units[0]?.statements).toMatchObject([
				{
					text: 'call mcp.apply_retention($1, $2::int)',
					parameters: ['kept', 10_000],
					lock: 'ACCESS EXCLUSIVE',
					stepsAside: true,
				},
			]);
			expect(details(made, 'info').join(' ')).toMatch(/partitions, .*older than 60 days move to the archive/);
			const run = await operator.run(made);
			expect(run).toMatchObject({
				status: 'done',
				units: [
					{note: expect.stringMatching(/^nothing is due any more\. The server says: kept: made the archive/)},
				],
			});
			expect(operator.entries('done').at(-1)?.result).toBe(run.units[0]?.note);
			expect((await countOf(sql, 'kept')) + (await countOf(sql, 'kept_archive'))).toBe(300);
			expect(await countOf(sql, 'kept_archive')).toBeGreaterThan(100);
			expect(await log('retention')).toMatchObject([{target: 'kept', summary: {action: 'archive'}}]);
		});

		it('deletes only after the database name is typed', async () => {
			await sql`create table plain (at timestamptz)`;
			await sql`insert into plain select now() - n * interval '1 day' from generate_series(1, 100) n`;
			await policy(sql, 'plain', 30, 'delete');
			const made = await plan('retention:plain');
			expect([made.risk, made.typedWord]).toEqual(['irreversible', database.name]);
			expect(details(made, 'warn').join(' ')).toMatch(/are deleted: there is no archive/);
			expect((await operator.run(made)).status).toBe('done');
			expect(await countOf(sql, 'plain')).toBeLessThanOrEqual(30);
		});

		it('does not run if the policy has changed since the plan', async () => {
			await sql`update plain set at = at - interval '10 days'`;
			const made = await plan('retention:plain');
			await sql`update data_retention_policies set retention_days = 3 where table_name = 'plain'`;
			const before = await countOf(sql, 'plain');
			expect(await operator.run(made)).toMatchObject({
				status: 'failed',
				units: [{note: 'not run: its policy has changed since the plan was made'}],
			});
			expect(await countOf(sql, 'plain')).toBe(before);
		});

		it('keeps finished steps after a cancel, and reports what is still due', async () => {
			await makeLog(sql, 'cut', 5, 10);
			await policy(sql, 'cut', 1, 'archive');
			const made = await plan('retention:cut');
			// On the first of a month, the month before has not been over for a day.
			const left = new RegExp(`still due: ${new Date().getUTCDate() > 1 ? 3 : 2} partitions`);
			// The first month is archived; the detach of the second waits for a reader.
			const holder = await hold(database, `lock table only ${monthTable('cut', -3)} in share mode`);
			const run = operator.begin(made);
			await actionWaits(database, holder.pid);
			run.cancel();
			const ended = await run.result;
			await holder.release();
			expect(ended).toMatchObject({
				status: 'cancelled',
				units: [
					{
						state: 'failed',
						note: expect.stringMatching(new RegExp(`^It was canceled\\. Now ${left.source}`)),
					},
				],
			});
			expect(await countOf(sql, 'cut_archive')).toBe(10);
			expect(operator.entries('failed').at(-1)?.result).toMatch(left);
			expect(await log('retention')).not.toContainEqual(expect.objectContaining({target: 'cut'}));
			expect(await act('retention:cut')).toMatchObject({
				status: 'done',
				units: [{note: expect.stringMatching(/^nothing is due any more/)}],
			});
		});

		it('is refused for a policy that cannot be followed', async () => {
			await policy(sql, 'gone', 30, 'archive');
			expect(blocking(await plan('retention:gone'))).toEqual(['retention:gone: There is no table gone']);
		});
	});

	describe('refresh', () => {
		it('refreshes the view of the pack beside readers', async () => {
			await sql`insert into mcp.tool_executions (action, status, duration_ms) values ('call', 'completed', 5)`;
			const reading = await hold(database, 'select * from mcp.tool_execution_stats');
			expect((await act('refresh:mcp.tool_execution_stats')).status).toBe('done');
			await reading.release();
			expect(await countOf(sql, 'mcp.tool_execution_stats')).toBe(1);
			expect(await log('refresh')).toMatchObject([{target: 'mcp.tool_execution_stats'}]);
		});

		it('refreshes other views CONCURRENTLY', async () => {
			await sql`create table source (id int primary key)`;
			await sql`create materialized view "My view" as select id from source`;
			expect(blocking(await plan('refresh:public.My view'))).toEqual([
				expect.stringContaining('requires a unique index on plain columns'),
			]);
			await sql`create unique index on "My view" (id)`;
			await sql`insert into source values (1)`;
			const made = await plan('refresh');
			expect(made.units.map(({statements: [first]}) => first?.text)).toEqual([
				'REFRESH MATERIALIZED VIEW CONCURRENTLY public."My view"',
			]);
			expect((await operator.run(made)).status).toBe('done');
			expect(await countOf(sql, 'My view')).toBe(1);
			expect(await failureOf(plan('refresh'))).toBeInstanceOf(NothingToDo);
		});

		it('fills an unpopulated view without CONCURRENTLY, which would fail', async () => {
			await sql`create materialized view later as select 1 as one with no data`;
			const made = await plan('refresh:public.later');
			expect(made.units[0]?.statements[0]).toMatchObject({
				text: 'REFRESH MATERIALIZED VIEW public.later',
				lock: 'ACCESS EXCLUSIVE',
			});
			expect((await operator.run(made)).status).toBe('done');
		});
	});

	describe('analyze', () => {
		it('analyzes due tables one by one, and records it', async () => {
			await sql`create table "New one" (id int)`;
			const made = await plan('analyze');
			expect(made.units[0]?.statements.map(({text}) => text)).toContain('ANALYZE public."New one"');
			const run = await operator.run(made);
			expect(run.status).toBe('done');
			await until(
				() => sql`select pg_stat_get_last_analyze_time('"New one"'::regclass) is not null as done`,
				([row]) => row?.done === true,
			);
			expect(await log('analyze')).toMatchObject([
				{target: '', summary: {tables: made.units[0]?.statements.length}},
			]);
			expect((await act('analyze:public.New one')).status).toBe('done');
		});

		it('keeps finished tables after a cancel', async () => {
			await sql`create table a_first (id int)`;
			await sql`create table b_second (id int)`;
			const holder = await hold(database, 'lock table b_second');
			const run = operator.begin(await plan('analyze:public.a_first', 'analyze:public.b_second'));
			await actionWaits(database, holder.pid);
			run.cancel();
			expect(await run.result).toMatchObject({
				status: 'cancelled',
				units: [{state: 'done'}, {state: 'failed'}],
			});
			await holder.release();
		});

		it('names a dropped table, and runs nothing', async () => {
			await sql`create table going (id int)`;
			const made = await plan('analyze:public.going');
			await sql`drop table going`;
			expect(await operator.run(made)).toMatchObject({
				units: [{note: 'not run: public.going no longer exists. Make the action plan again.'}],
			});
		});
	});

	describe('reviews', () => {
		it('review the indexes weekly, and record the findings', async () => {
			await sql`create table indexed (id int primary key, a int)`;
			await sql`create index nobody_needs_this on indexed (a)`;
			const made = await plan('weekly');
			expect(details(made, 'warn').join(' ')).toMatch(/of the unused ones can be dropped/);
			expect((await operator.run(made)).status).toBe('done');
			expect(await log('weekly')).toMatchObject([
				{summary: {unused: expect.any(Number), droppable: expect.any(Number), invalid: 0}},
			]);
		});

		it('analyze and record sizes monthly', async () => {
			expect((await act('monthly')).status).toBe('done');
			expect(await log('monthly')).toHaveLength(1);
			const [row] = await sql`select count(*)::int > 20 as many from mcp.table_sizes`;
			expect(row).toEqual({many: true});
		});

		it('review everything quarterly, and report due policies', async () => {
			const made = await plan('quarterly');
			const tables = await sql`select from pg_class where relkind in ('r', 'm') and oid >= 16384`;
			expect(made.units[0]?.statements.length).toBeGreaterThanOrEqual(tables.length);
			expect(details(made, 'warn').join(' ')).toMatch(/retention is due for .*plain/);
			expect((await operator.run(made)).status).toBe('done');
			expect(await log('quarterly')).toMatchObject([
				{
					summary: {
						unused: expect.any(Number),
						analyzed: expect.any(Number),
						retentionDue: expect.any(Number),
					},
				},
			]);
		});
	});

	it('is refused to a role that may ANALYZE nothing, and recorded as partial if tables are skipped', async () => {
		const role = await database.createRole(['pg_monitor']);
		await sql.unsafe(`
			grant usage on schema mcp to ${role.user};
			grant execute on function mcp.note_upkeep(text, text, jsonb), mcp.record_table_sizes() to ${role.user};
			create table closed_one (id int);
			create table closed_two (id int)`);
		const before = (await log('monthly')).length;
		const reviewer = await openOperator(database.connection(role));
		for (const kind of ['monthly', 'quarterly']) {
			const made = await reviewer.plan({action: 'upkeep', names: [kind]});
			expect(blocking(made)).toEqual([expect.stringContaining(`${kind}: this role may not ANALYZE `)]);
			expect(made.units).toEqual([]);
		}
		await sql.unsafe(`create table open_one (id int); alter table open_one owner to ${role.user}`);
		const made = await reviewer.plan({action: 'upkeep', names: ['monthly']});
		expect(blocking(made)).toEqual([]);
		expect(details(made, 'warn').join(' ')).toMatch(/\d+ tables skipped, the first: /);
		expect((await reviewer.run(made)).status).toBe('done');
		const noted = await log('monthly');
		expect(noted).toHaveLength(before + 1);
		expect(noted.at(-1)?.summary).toMatchObject({analyzed: 1, leftOut: expect.any(Number)});
		// The owner skips nothing.
		expect((await act('monthly')).status).toBe('done');
		expect((await log('monthly')).at(-1)?.summary).not.toHaveProperty('leftOut');
		await sql.unsafe(`drop table open_one, closed_one, closed_two; drop owned by ${role.user}`);
	});

	it('reports a finding of two reviews once', async () => {
		const found = (await plan('weekly', 'quarterly')).checks.filter(({code}) => code === 'index-use');
		expect(found.map(({text}) => text)).toEqual([expect.stringMatching(/ unused,/)]);
	});

	it('plans several kinds together, each task once, in order', async () => {
		await sql.unsafe(`drop table mcp.${monthTable('query_metrics', 1)}`);
		const made = await plan('weekly', 'partitions', 'partitions:mcp.query_metrics');
		expect(made.title).toMatch(/^Upkeep: \d tasks$/);
		const names = made.units.map(({target}) => target.kind === 'upkeep' && target.name);
		expect(names.filter(name => name === 'partitions:mcp.query_metrics')).toHaveLength(1);
		expect(names.at(-1)).toBe('weekly');
	});

	it('is denied to pg_monitor, with the GRANT for each, and runs nothing', async () => {
		const role = await database.createRole(['pg_monitor']);
		const monitor = await openOperator(database.connection(role));
		const refused = async (name: string) =>
			blocking(await monitor.plan({action: 'upkeep', names: [name]})).join(' ');
		const call = (what: string) => `GRANT EXECUTE ON ${what} TO ${role.user};`;
		await sql`create table unseen (id int)`;
		expect(await refused('partitions')).toContain(
			call(
				'FUNCTION mcp.create_monthly_partitions(regclass, integer), mcp.make_own_monthly_partitions(regclass, integer)',
			),
		);
		expect(await refused('retention')).toContain('GRANT EXECUTE ON FUNCTION mcp.retention_due(text)');
		expect(await refused('refresh:mcp.tool_execution_stats')).toContain(
			call('FUNCTION mcp.refresh_tool_stats()'),
		);
		const maintain = (table: string) =>
			version >= 17
				? `GRANT MAINTAIN ON ${table} TO ${role.user};`
				: ': only postgres or a superuser can do it';
		expect(await refused('refresh:public.My view')).toContain(maintain('public."My view"'));
		expect(await refused('analyze:public.unseen')).toContain(maintain('public.unseen'));
		expect(await refused('weekly')).toContain(call('FUNCTION mcp.note_upkeep(text, text, jsonb)'));
		expect(await refused('monthly')).toContain('mcp.record_table_sizes()');
		expect(monitor.events()).toEqual([]);
	});

	it('is possible with exactly these GRANTs', async () => {
		const role = await database.createRole(['pg_monitor']);
		const helper = await openOperator(database.connection(role));
		const made = await helper.plan({action: 'upkeep', names: ['partitions']});
		const [, grant = ''] = /To allow it: (.*;)/.exec(blocking(made)[0] ?? '') ?? [];
		await sql.unsafe(grant);
		const now = await helper.plan({action: 'upkeep', names: ['partitions']});
		expect(blocking(now)).toEqual([]);
		// The role may run the task, but not record it.
		expect(details(now, 'warn').join(' ')).toContain('the run will not be recorded');
		expect((await helper.run(now)).status).toBe('done');
		await sql.unsafe(`drop owned by ${role.user}`);
	});

	it('is refused if pgdeck is read-only', async () => {
		const reader = await openOperator(database.connection(), {readOnly: true});
		const made = await reader.plan({action: 'upkeep', names: ['weekly']});
		expect(blocking(made).join(' ')).toMatch(/read-only/);
	});
});

describe.each(versions)('upkeep without the registry pack on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const operator = await openOperator(database.connection());

	it('analyzes, and warns that this is not recorded', async () => {
		await database.sql`create table t (id int)`;
		const made = await operator.plan({action: 'upkeep', names: ['analyze']});
		expect(details(made, 'warn')).toEqual([
			expect.stringMatching(/^the run will not be recorded: requires mcp\.note_upkeep/),
		]);
		expect(made.units[0]?.record).toEqual([]);
		expect((await operator.run(made)).status).toBe('done');
	});

	it('refuses the rest, with the migration that is required', async () => {
		for (const [name, migration] of [
			['retention', '20260101000790'],
			['weekly', '20260101000785'],
			['quarterly', '20260101000785'],
		] as const) {
			const made = await operator.plan({action: 'upkeep', names: [name]});
			expect(blocking(made).join(' ')).toContain(`migration ${migration} is not applied`);
		}
		await database.sql`create table p (at timestamptz) partition by range (at)`;
		expect(blocking(await operator.plan({action: 'upkeep', names: ['partitions']})).join(' ')).toContain(
			'migration 20260101000700',
		);
	});
});
