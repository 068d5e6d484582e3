import type {PendingQuery, Row, Sql} from 'postgres';
import {type PackIndex, undone} from './catalog.ts';
import {auditRows, fastmcpRows, requests} from './load-logs.ts';
import type {Compared} from './measure.ts';
import {median, readPlan} from './plan.ts';
import {type Sizes, seed} from './sizes.ts';

/** A write, which maintains every index of its table. */
type Write = {
	readonly name: string;
	statement(sql: Sql, sizes: Sizes): PendingQuery<Row[]>;
};

/** Many rows at once on the server itself, without round trips, which would hide part of the cost. */
const batch = 10_000;

export const writes: readonly Write[] = [
	{
		name: `insert ${batch.toLocaleString('en')} requests`,
		statement: (sql, sizes) => requests(sql, sizes, sizes.requests + 1, sizes.requests + batch),
	},
	{
		name: `insert ${batch.toLocaleString('en')} rows of the audit trail`,
		statement: (sql, sizes) => auditRows(sql, sizes, sizes.auditRows + 1, sizes.auditRows + batch),
	},
	{
		name: `insert ${batch.toLocaleString('en')} MCP calls`,
		statement: (sql, sizes) => fastmcpRows(sql, sizes, sizes.fastmcpRows + 1, sizes.fastmcpRows + batch),
	},
	{
		name: 'note the health of a sixteenth of the servers',
		statement: sql => sql`
			update mcp_servers
			set last_health_check = now(), avg_response_time = avg_response_time * 1.01, active_connections = 1
			where substr(id::text, 1, 1) = '7'`,
	},
	{
		name: 'count a call of a sixteenth of the tools',
		statement: sql => sql`
			update server_tools set total_calls = total_calls + 1, success_count = success_count + 1
			where substr(id::text, 1, 1) = '7'`,
	},
];

/**
Milliseconds of a write, without and with the indexes, in turns as in `measurePatterns`. Everything is rolled back.
*/
export async function measureWrite(
	sql: Sql,
	indexes: readonly PackIndex[],
	write: Write,
	sizes: Sizes,
	runs: number,
): Promise<Compared<number>> {
	const once = async () => {
		await sql`select setseed(${seed})`;
		const [row] = await sql`explain (analyze, timing off, format json) ${write.statement(sql, sizes)}`;
		// Includes the checks of foreign keys, which follow the rows.
		return readPlan(row?.['QUERY PLAN']).executionMs;
	};
	const [without, withThem]: [number[], number[]] = [[], []];
	for (let run = 0; run <= runs; run++) {
		const one = await undone(sql, indexes, once);
		const other = await undone(sql, [], once);
		if (run === 0) continue;
		without.push(one);
		withThem.push(other);
	}
	return {without: median(without), with: median(withThem)};
}
