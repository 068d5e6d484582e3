import type {Sql} from 'postgres';
import {auditRows, fastmcpRows, loadMonitoring, loadTools, requests} from './load-logs.ts';
import {loadPeople, loadServers, makeHelpers} from './load-registry.ts';
import {type Sizes, seed} from './sizes.ts';

/** Requests inserted at once: each part is reported. */
const part = 250_000;

/**
Fills a database that has the pack's tables, on the server itself.
@param sql one session: its settings are changed meanwhile
*/
export async function load(sql: Sql, sizes: Sizes, tell: (step: string) => void): Promise<void> {
	await makeHelpers(sql);
	// Foreign keys and triggers are off: the rows are correct by construction, and there are millions.
	await sql`set session_replication_role = replica`;
	await sql`select setseed(${seed})`;
	tell('tenants, users, servers, tools');
	await loadPeople(sql, sizes);
	await loadServers(sql, sizes);
	for (let first = 1; first <= sizes.requests; first += part) {
		tell(`requests: ${(first - 1).toLocaleString('en')} of ${sizes.requests.toLocaleString('en')}`);
		await requests(sql, sizes, first, Math.min(sizes.requests, first + part - 1));
	}
	tell('audit trails, measurements, tool executions');
	await auditRows(sql, sizes, 1, sizes.auditRows);
	await fastmcpRows(sql, sizes, 1, sizes.fastmcpRows);
	await loadMonitoring(sql, sizes);
	await loadTools(sql, sizes);
	await moveToMonths(sql, tell);
	await sql`refresh materialized view mcp.tool_execution_stats`;
	await sql`set session_replication_role = origin`;
}

/** The rows are in the default partitions. They get months as in the pack's upkeep. */
async function moveToMonths(sql: Sql, tell: (step: string) => void): Promise<void> {
	const tables = await sql<Array<{table: string}>>`
		select oid::regclass::text as table from pg_class
		where relkind = 'p' and not relispartition and relnamespace in ('public'::regnamespace, 'mcp'::regnamespace)
		order by 1`;
	for (const {table} of tables) {
		tell(`months of ${table}`);
		await sql`select mcp.create_monthly_partitions(${table}::regclass)`;
	}
}

/** Statistics for the planner, and no dead rows. */
export async function settle(sql: Sql): Promise<void> {
	await sql`vacuum (analyze)`;
	await sql`checkpoint`;
}
