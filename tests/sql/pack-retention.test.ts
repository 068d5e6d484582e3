import {beforeAll, describe, expect, it, vi} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {countOf, makeLog, policy, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('retention by months on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));
	const due = async (table: string) => [...(await sql`select * from mcp.retention_due(${table})`)];

	it('has a policy of 90 days for executions, and nothing due', async () => {
		expect([
			...(await sql`select policy, relation::text, time_column, cutoff from mcp.retention_policies()`),
		]).toMatchObject([
			{policy: 'mcp.tool_executions', relation: 'mcp.tool_executions', time_column: 'executed_at'},
		]);
		expect(await due('mcp.tool_executions')).toEqual([]);
		expect(await steps(sql, 'mcp.tool_executions')).toEqual([]);
	});

	it('archives executions after 90 days by moving the partition, without copying a row', async () => {
		await sql`
			insert into mcp.tool_executions (action, executed_at)
			select 'a', date_trunc('month', now()) - interval '5 months' + n * interval '1 minute' from generate_series(1, 100) n`;
		const [name] = await sql`select mcp.create_monthly_partitions('mcp.tool_executions')::text as name`;
		const identity = () =>
			sql`select oid, relfilenode from pg_class where oid = ${name?.name}::text::regclass`;
		const before = await identity();
		expect(await steps(sql, 'mcp.tool_executions')).toEqual([
			'stated the bounds of mcp.tool_executions_MONTH',
			'read mcp.tool_executions_MONTH through',
			'archived mcp.tool_executions_MONTH',
		]);
		expect([...(await identity())]).toEqual([...before]);
		expect(await countOf(sql, 'mcp.tool_executions')).toBe(0);
		expect(await countOf(sql, 'mcp.tool_executions_archive')).toBe(100);
		const [left] = await sql`select count(*)::int as n from pg_constraint where conname = 'retention_bounds'`;
		expect(left).toEqual({n: 0});
	});

	it('lists whole months that are over, oldest first, with rows and bytes', async () => {
		await makeLog(sql, 'log', 6, 50);
		await policy(sql, 'log', 40, 'archive');
		const rows = await due('log');
		// A month goes when all of it is older: at most 40 days ago the last one ended.
		const cutoff = Date.now() - 40 * 86_400_000;
		const partitions = await sql`
			select partition::text as name, ends, pg_total_relation_size(partition)::text as bytes
			from mcp.partition_ranges('log') where not is_default and ends <= ${new Date(cutoff)} order by ends`;
		expect(partitions.length).toBeGreaterThan(2);
		expect(rows.map(row => [row.ends, row.due_bytes])).toEqual(partitions.map(row => [row.ends, row.bytes]));
		for (const row of rows) {
			expect(row).toMatchObject({
				whole_partition: true,
				due_rows: '50',
				problem: null,
			});
		}
		await sql`analyze log`;
		expect((await due('log')).map(row => [row.due_rows, row.rows_estimated])).toEqual(
			rows.map(() => ['50', true]),
		);
	});

	it('takes them out step by step, and can stop after each', async () => {
		const months = (await due('log')).length;
		const first = await sql<{step: string}[]>`select mcp.retention_step('log') as step`;
		expect(first[0]?.step).toBe('made the archive public.log_archive');
		await sql`select mcp.retention_step('log') as step`;
		// Rows are there in one of the two at every moment.
		expect((await countOf(sql, 'log')) + (await countOf(sql, 'log_archive'))).toBe(300);
		expect((await steps(sql, 'log')).slice(0, 2)).toEqual(['read log_MONTH through', 'archived log_MONTH']);
		expect(await due('log')).toEqual([]);
		expect(await countOf(sql, 'log_archive')).toBe(50 * months);
		expect(await countOf(sql, 'log')).toBe(300 - 50 * months);
		const [policyRow] =
			await sql`select last_run_at > now() - interval '1 minute' as now from data_retention_policies where table_name = 'log'`;
		expect(policyRow).toEqual({now: true});
	});

	it('archives late rows of an archived month, from a new partition too', async () => {
		const [late] =
			await sql`insert into log select 1, min(at), 'late' from log_archive returning tableoid::regclass::text as place`;
		expect(late?.place).toBe('log_default');
		const before = await countOf(sql, 'log_archive');
		expect(await steps(sql, 'log')).toEqual(['archived 1 rows']);
		await sql`insert into log select 2 + n, at, 'late' from (select min(at) as at from log_archive) x, generate_series(1, 25) n`;
		await sql`select mcp.create_monthly_partitions('log')`;
		expect(await steps(sql, 'log', 10)).toEqual([
			'archived 10 rows of log_MONTH_2',
			'archived 10 rows of log_MONTH_2',
			'archived 5 rows of log_MONTH_2',
			'dropped log_MONTH_2, which is empty',
		]);
		expect(await countOf(sql, 'log_archive')).toBe(before + 26);
	});

	it('drops months if the policy says delete', async () => {
		await makeLog(sql, 'dropped', 4, 10);
		await policy(sql, 'dropped', 40, 'delete');
		const months = (await due('dropped')).length;
		expect(await steps(sql, 'dropped')).toEqual(Array.from({length: months}, () => 'dropped dropped_MONTH'));
		expect(await countOf(sql, 'dropped')).toBe(40 - 10 * months);
		expect(await sql`select to_regclass('dropped_archive') as archive`).toMatchObject([{archive: null}]);
	});

	it('applies all policies in one CALL that commits each step, and skips unusable ones', async () => {
		await makeLog(sql, 'called', 4, 10);
		await policy(sql, 'called', 40, 'archive');
		await policy(sql, 'no_such_table', 40, 'archive');
		const months = (await due('called')).length;
		const [holder, caller] = [database.session(), database.session()];
		// A reader of one month: the steps before it stay when that one has to wait too long.
		const last = (await due('called')).at(-1);
		await caller`set lock_timeout = '100ms'`;
		await holder.begin(async transaction => {
			await transaction.unsafe(
				`lock table only called_${last?.starts.toISOString().slice(0, 7).replace('-', '_')} in share mode`,
			);
			await expect(caller`call mcp.apply_retention()`.simple()).rejects.toMatchObject({code: '55P03'});
			expect(await due('called')).toHaveLength(1);
		});
		await caller`call mcp.apply_retention()`.simple();
		expect(await due('called')).toEqual([]);
		expect(await countOf(sql, 'called_archive')).toBe(10 * months);
	});

	it('waits for a writer, which loses nothing', async () => {
		await makeLog(sql, 'busy', 3, 10);
		await policy(sql, 'busy', 1, 'archive');
		const writer = database.session();
		await writer`begin`;
		await writer`insert into busy select 5, min(at), 'still in' from busy`;
		const stepping = database.session();
		await stepping`set lock_timeout = '60s'`;
		const taken = steps(stepping, 'busy');
		await vi.waitFor(async () => {
			expect(
				await sql`select from pg_locks where not granted and relation::regclass::text like 'busy%'`,
			).not.toHaveLength(0);
		});
		await writer`commit`;
		expect((await taken).length).toBeGreaterThan(3);
		expect(await sql`select from busy_archive where note = 'still in'`).toHaveLength(1);
		expect((await countOf(sql, 'busy')) + (await countOf(sql, 'busy_archive'))).toBe(31);
	});
});
