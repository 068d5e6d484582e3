import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {quotient, randomNumbers} from '../helpers/pack-requests.ts';

type Call = {tool: string | null; action: string; at: string; ms: number | null; status: string};

const statuses = ['pending', 'running', 'completed', 'completed', 'failed', 'cancelled'];

/** Calls of three tools, and of one that is gone, over two days that two months share. */
function randomCalls(count: number, tools: readonly string[], seed: number): Call[] {
	const next = randomNumbers(seed);
	return Array.from({length: count}, () => ({
		tool: next() < 0.1 ? null : (tools[Math.floor(next() * tools.length)] ?? null),
		action: next() < 0.5 ? 'search' : 'fetch',
		at: new Date(Date.UTC(2026, 0, 31) + Math.floor(next() * 2 * 86_400_000)).toISOString(),
		ms: next() < 0.1 ? null : Math.floor(next() ** 4 * 10_000),
		status: statuses[Math.floor(next() * statuses.length)] ?? 'failed',
	}));
}

/** The same by hand: one row for each tool, action and hour of UTC. */
function expectedStats(calls: readonly Call[]) {
	const groups = Map.groupBy(calls, ({tool, action, at}) => `${tool} ${action} ${at.slice(0, 13)}`);
	return [...groups].map(([key, group]) => {
		const known = group.flatMap(({ms}) => (ms === null ? [] : [ms])).sort((a, b) => a - b);
		const rank = (percent: number) => known[Math.ceil((percent * known.length) / 100) - 1] ?? null;
		return {
			key,
			calls: group.length,
			average: quotient(
				known.reduce((sum, ms) => sum + ms, 0),
				known.length,
			),
			p95: rank(95),
			p99: rank(99),
			failures: group.filter(({status}) => status === 'failed').length,
		};
	});
}

describe.each(versions)('tool_execution_stats on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const tools = ['a', 'b', 'c'].map(letter => `00000000-0000-4000-8000-00000000000${letter}`);
	const stats = async () =>
		[
			...(await sql`
				select concat_ws(' ', coalesce(tool_id::text, 'null'), action,
						to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24')) as key,
					execution_count::int as calls, avg_duration_ms as average, p95_duration_ms as p95,
					p99_duration_ms as p99, failure_count::int as failures
				from mcp.tool_execution_stats`),
		].sort((a, b) => String(a.key).localeCompare(String(b.key)));
	const sorted = (calls: readonly Call[]) => expectedStats(calls).sort((a, b) => a.key.localeCompare(b.key));
	const write = (calls: readonly Call[]) => sql`
		insert into mcp.tool_executions (tool_id, action, executed_at, duration_ms, status)
		select tool, action, at, ms, status from jsonb_to_recordset(${sql.json(calls as never)})
			as call (tool uuid, action text, at timestamptz, ms integer, status text)`;

	beforeAll(async () => {
		await packUp(sql);
		for (const tool of tools) {
			await sql`
				insert into mcp.tool_configurations (id, tenant_id, name, type, base_url)
				values (${tool}, ${tool}, ${tool}, 'rest', 'http://t')`;
		}
	});

	it('is empty without calls, and can be refreshed', async () => {
		expect(await stats()).toEqual([]);
		await sql`select mcp.refresh_tool_stats()`;
		expect(await stats()).toEqual([]);
	});

	it('counts random calls by UTC hour in any time zone', async () => {
		const first = randomCalls(1500, tools, 7 + version);
		await write(first);
		const session = database.session();
		await session`set timezone = 'Asia/Kolkata'`;
		await session`select mcp.refresh_tool_stats()`;
		expect(await stats()).toEqual(sorted(first));

		const more = randomCalls(500, tools, 99 + version);
		await write(more);
		expect(await stats()).toEqual(sorted(first));
		await session`select mcp.refresh_tool_stats()`;
		expect(await stats()).toEqual(sorted([...first, ...more]));
	});

	it('can be read while it is refreshed', async () => {
		const refreshing = database.session();
		const reading = database.session();
		await refreshing.begin(async transaction => {
			await transaction`select mcp.refresh_tool_stats()`;
			// The refresh holds its locks until its transaction ends.
			await reading`set lock_timeout = '5s'`;
			const [row] = await reading`select count(*)::int > 0 as any from mcp.tool_execution_stats`;
			expect(row).toEqual({any: true});
		});
	});

	it('is recorded in materialized_views with time and duration', async () => {
		const note = () => sql`
			select last_refreshed_at as at, last_duration_ms > 0 as took, last_error
			from materialized_views where view_name = 'mcp.tool_execution_stats'`;
		await sql`update materialized_views set last_error = 'old', last_refreshed_at = 'epoch'`;
		await sql`select mcp.refresh_tool_stats()`;
		const [row] = await note();
		expect(row).toMatchObject({took: true, last_error: null});
		expect(Number(row?.at)).toBeGreaterThan(0);
		await sql`delete from materialized_views`;
		await sql`select mcp.refresh_tool_stats()`;
		expect(await note()).toHaveLength(1);
	});

	it('is filled again after a restore without data', async () => {
		const before = await stats();
		await sql`refresh materialized view mcp.tool_execution_stats with no data`;
		await sql`select mcp.refresh_tool_stats()`;
		expect(await stats()).toEqual(before);
	});
});
