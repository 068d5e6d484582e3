import type {Sql} from 'postgres';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {catalog} from './pack-catalog.ts';
import {run} from './pack-migrations.ts';
import {insertOwners} from './pack-rows.ts';

/** Moves request_logs to monthly partitions, and back. */
export const byMonth = packMigrations.find(({name}) => name === 'request_logs_by_month');

/** The pack as far as request_logs is still a plain table. */
export async function packUpToPlain(sql: Sql): Promise<void> {
	for (const {version, up} of packMigrations) if (version < (byMonth?.version ?? '')) await run(sql, up);
}

/** Requests of the last 400 days, of three tenants, with some from before all time and from far ahead. */
export async function fillRequests(sql: Sql, rows: number): Promise<void> {
	await insertOwners(sql);
	await sql`insert into tenants (id, name) select ('22222222-2222-4222-8222-00000000000' || n)::uuid, 'tenant ' || n from generate_series(0, 2) n`;
	await sql`
		insert into request_logs (id, request_id, tenant_id, method, path, status_code, duration_ms, request_time)
		select md5('row ' || n)::uuid, 'r' || n, ('22222222-2222-4222-8222-00000000000' || n % 3)::uuid, 'GET', '/' || n % 3,
			200, n % 1000, now() - n * interval '400 days' / ${rows}::int
		from generate_series(1, ${rows}) n`;
	await sql`
		insert into request_logs (request_id, method, path, request_time)
		values ('old', 'GET', '/odd', '1901-01-01'), ('ahead', 'GET', '/odd', now() + interval '9 years'), ('never', 'GET', '/odd', 'infinity')`;
}

/** All rows of a table in brief: how many, and a checksum of them. */
export async function digest(sql: Sql, table: string) {
	const [row] = await sql.unsafe<{rows: number; sum: string}[]>(
		`select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as sum from ${table} t`,
	);
	return row;
}

export async function kindOf(sql: Sql, table: string): Promise<string | undefined> {
	const [row] = await sql<
		{kind: string}[]
	>`select relkind::text as kind from pg_class where oid = ${table}::text::regclass`;
	return row?.kind;
}

/** The catalog, without the table before and what belongs to it. */
export async function catalogWithoutKept(sql: Sql): Promise<string[]> {
	return (await catalog(sql)).filter(line => !line.includes('_before_partitioning'));
}

export const call = (sql: Sql, rows = 10_000, attempts = 25) =>
	sql.unsafe(`call mcp.partition_by_month('public.request_logs', 'request_time', ${rows}, ${attempts})`);
