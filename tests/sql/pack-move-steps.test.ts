import {beforeEach, describe, expect, it} from 'vitest';
import {readTableCatalog} from '../../source/queries/tables/tables.ts';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {catalog} from '../helpers/pack-catalog.ts';
import {run} from '../helpers/pack-migrations.ts';
import {
	byMonth,
	call,
	catalogWithoutKept,
	digest,
	fillRequests,
	kindOf,
	packUpToPlain,
} from '../helpers/pack-moves.ts';

const rows = 3000;

describe.each(versions)('moving request_logs on PostgreSQL %d', version => {
	let database: TestDatabase;
	let sql: TestDatabase['sql'];
	let filled: Awaited<ReturnType<typeof digest>>;

	const newDatabase = async () => {
		database = await createDatabase(version);
		({sql} = database);
		await packUpToPlain(sql);
		await fillRequests(sql, rows);
		filled = await digest(sql, 'request_logs');
	};
	beforeEach(newDatabase);

	/** Steps until the move is in that state. */
	const stepUntil = async (state: string) => {
		for (;;) {
			const [move] = await sql<{state: string; target: string}[]>`
				select state, target::oid::text as target from mcp.partition_moves`;
			if (move?.state === state) return;
			await sql`select mcp.move_step(${move?.target ?? ''}::oid::regclass, 100)`;
		}
	};
	const begin = () => sql`select mcp.make_twin('request_logs', 'request_time', true)`;

	it('can be reversed to the same table, and repeated', async () => {
		await sql`alter table request_logs set (autovacuum_vacuum_scale_factor = 0.03)`;
		await sql`alter table request_logs alter column path set statistics 500`;
		await sql`create view slow with (security_barrier) as select id, duration_ms from request_logs where duration_ms > 900`;
		await sql`grant select on slow to public`;
		await sql`
			create function touch() returns trigger language plpgsql as $$
			begin new.updated_at := '2001-01-01'; return new; end $$`;
		await sql`create trigger touch before update on request_logs for each row execute function touch()`;
		await sql`grant select (id, path) on request_logs to public`;
		const [slow] = await sql`select count(*) from slow`;
		const plain = await catalog(sql);
		await run(sql, byMonth?.up);
		expect(await kindOf(sql, 'request_logs')).toBe('p');
		expect(await digest(sql, 'request_logs')).toEqual(filled);
		expect(await digest(sql, 'request_logs_before_partitioning')).toEqual(filled);
		const replaced = (await readTableCatalog(database.reader())).filter(table => table.replaced);
		expect(replaced.map(({name}) => name)).toEqual(['request_logs_before_partitioning']);
		const once = await catalogWithoutKept(sql);
		expect(await sql`select count(*) from slow`).toEqual([slow]);
		const [view] = await sql`select reloptions from pg_class where relname = 'slow'`;
		expect(view).toEqual({reloptions: ['security_barrier=true']});

		await run(sql, byMonth?.down);
		expect(await catalog(sql)).toEqual(plain);
		expect(await digest(sql, 'request_logs')).toEqual(filled);
		await run(sql, byMonth?.up);
		expect(await catalogWithoutKept(sql)).toEqual(once);
		expect(await digest(sql, 'request_logs')).toEqual(filled);

		await sql`select mcp.drop_before_partitioning('request_logs')`;
		expect(await sql`select from pg_class where relname like '%_before_partitioning'`).toHaveLength(0);
		await run(sql, byMonth?.down);
		expect(await catalog(sql)).toEqual(plain);
	});

	it('redirects views, functions, triggers and references to the new table', async () => {
		await run(sql, byMonth?.up);
		await sql`insert into request_logs (request_id, method, path, status_code) values ('new', 'GET', '/', 200)`;
		const [seen] = await sql<{count: string}[]>`
			select total_count::text as count from performance_monitoring where component = 'recent_requests'`;
		const [of] = await sql<{count: string}[]>`
			select count(*)::text as count from request_logs where request_time >= now() - interval '1 hour'`;
		expect(seen).toEqual(of);
		expect([...(await sql`select total_requests from get_request_performance_summary(1)`)]).toEqual([
			{total_requests: of?.count},
		]);
		await expect(
			sql`insert into request_logs (request_id, method, path, tenant_id) values ('x', 'GET', '/', gen_random_uuid())`,
		).rejects.toMatchObject({code: '23503'});
		expect((await digest(sql, 'request_logs_before_partitioning'))?.rows).toBe(rows + 3);
		const [unseen] = await sql`
			select count(*)::int as count from pg_class
			where relname like 'request_logs%' and relkind = 'p' and reltuples < 1`;
		// From 14 on the whole of a partitioned table has an estimate too.
		expect(unseen).toEqual({count: version === 13 ? 1 : 0});
	});

	it('continues after an interruption, with rows written meanwhile', async () => {
		await begin();
		await stepUntil('copying');
		const before = async () => {
			const [part] = await sql<{next: number}[]>`
				select next_block::int as next from mcp.partition_move_parts`;
			return part?.next ?? 0;
		};
		const worker = database.session();
		const [{pid} = {pid: 0}] = await worker<{pid: number}[]>`select pg_backend_pid() as pid`;
		// Somebody works on a row in the middle: there the batches have to stop.
		const other = database.session();
		await other`begin`;
		await other`update request_logs set path = '/held' where request_id = ${`r${rows / 2}`}`;
		const move = call(worker, 100).catch((error: unknown) => error);
		await expect.poll(before, {timeout: 20_000}).toBeGreaterThan(5);
		await expect
			.poll(
				async () =>
					(await sql`select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`).length,
				{
					timeout: 20_000,
				},
			)
			.toBe(1);
		await sql`select pg_cancel_backend(${pid})`;
		expect(await move).toMatchObject({code: '57014'});
		const reached = await before();
		expect(await kindOf(sql, 'request_logs')).toBe('r');
		await other`rollback`;
		await sql`delete from request_logs where request_id = 'r1'`;
		await sql`delete from request_logs where request_id = ${`r${rows}`}`;
		await sql`update request_logs set path = '/meanwhile' where request_id in ('r2', ${`r${rows - 1}`})`;
		const [copied] = await sql<{n: number}[]>`select copied_rows::int as n from mcp.partition_moves`;
		filled = await digest(sql, 'request_logs');
		await call(sql, 100);
		expect(reached).toBeGreaterThan(5);
		expect(copied?.n).toBeGreaterThan(100);
		const [all] = await sql<{n: number}[]>`select copied_rows::int as n from mcp.partition_moves`;
		// Not from the beginning again.
		expect(all?.n).toBeLessThanOrEqual(rows + 3);
		expect(await digest(sql, 'request_logs')).toEqual(filled);
	});

	it('starts again if the table was rewritten', async () => {
		await begin();
		await stepUntil('copying');
		await sql`select mcp.move_step(target, 500) from mcp.partition_moves`;
		await sql`delete from request_logs where path = '/1'`;
		await sql`vacuum full request_logs`;
		filled = await digest(sql, 'request_logs');
		await call(sql, 100);
		expect(await digest(sql, 'request_logs')).toEqual(filled);
	});

	it('follows a TRUNCATE', async () => {
		await begin();
		await stepUntil('compared');
		await sql`truncate request_logs`;
		await call(sql);
		expect(await digest(sql, 'request_logs')).toEqual({rows: 0, sum: '0'});
		expect(await kindOf(sql, 'request_logs')).toBe('p');
	});

	it.each([
		['a row is being changed', 'copying', "update request_logs set path = '/held' where request_id = 'r9'"],
		['a reader has not ended', 'compared', 'select 1 from request_logs limit 1'],
		['a writer has not ended', 'made', "update request_logs set path = '/held' where request_id = 'r9'"],
	])('gives up where %s, and can be called again', async (_what, state, statement) => {
		await begin();
		await stepUntil(state);
		const other = database.session();
		await other`begin`;
		await other.unsafe(statement);
		await expect(call(sql, 10_000, 2)).rejects.toMatchObject({code: '55P03'});
		expect(await kindOf(sql, 'request_logs')).toBe('r');
		// Nobody waits for it.
		await sql`update request_logs set path = '/free' where request_id = 'r10'`;
		await other`rollback`;
		filled = await digest(sql, 'request_logs');
		await call(sql);
		expect(await kindOf(sql, 'request_logs')).toBe('p');
		expect(await digest(sql, 'request_logs')).toEqual(filled);
	});

	it('refuses a copy that differs, and keeps the table', async () => {
		const plain = await catalog(sql);
		await begin();
		await stepUntil('copying');
		await sql`delete from mcp_moving.request_logs`;
		await sql`select mcp.move_step(target, 1000000) from mcp.partition_moves`;
		await sql`delete from mcp_moving.request_logs where path = '/2'`;
		await expect(call(sql)).rejects.toMatchObject({code: 'XX001'});
		await sql`select mcp.cancel_move('request_logs')`;
		expect(await catalog(sql)).toEqual(plain);
		expect(await digest(sql, 'request_logs')).toEqual(filled);
	});

	it('refuses a table that was altered meanwhile', async () => {
		await begin();
		await stepUntil('compared');
		await sql`alter table request_logs add column note text`;
		await expect(call(sql)).rejects.toMatchObject({code: '55000'});
		expect(await kindOf(sql, 'request_logs')).toBe('r');
	});

	it('handles hostile names', async () => {
		const schema = `we"ird 's; drop table tenants; --`;
		const table = `${'ü'.repeat(20)}"'%I $1`;
		await sql`create schema ${sql(schema)}`;
		await sql.unsafe(`
			create table "${schema.replaceAll('"', '""')}"."${table.replaceAll('"', '""')}"
				("the ""id?" int primary key, "at %s time" timestamptz not null, "n$1" text unique, "$body$ %L" int);
			insert into "${schema.replaceAll('"', '""')}"."${table.replaceAll('"', '""')}"
				select n, now() - n * interval '9 days', n, n from generate_series(1, 50) n`);
		const name = `"${schema.replaceAll('"', '""')}"."${table.replaceAll('"', '""')}"`;
		const all = await digest(sql, name);
		await sql.unsafe('call mcp.partition_by_month($1, $2)', [name, 'at %s time']);
		expect(await digest(sql, name)).toEqual(all);
		expect(await kindOf(sql, name)).toBe('p');
		await sql.unsafe('call mcp.make_plain($1)', [name]);
		expect(await digest(sql, name)).toEqual(all);
		expect(await kindOf(sql, name)).toBe('r');
	});

	it.each([
		['alter table request_logs enable row level security', /row level security/],
		['create materialized view held as select id from request_logs', /can't be turned/],
		['create table part_of (log uuid references request_logs (id))', /referred to/],
		['create function f(request_logs) returns int language sql as $$ select 1 $$', /can't be turned/],
		['alter table request_logs replica identity full', /replica identity/],
		['create publication p for all tables', /published: p/],
		['create unique index on request_logs (path, id) where status_code = 1', /unique keys/],
		['create rule r as on insert to request_logs where false do also select 1', /rules/],
		['create table request_logs_before_partitioning ()', /is taken/],
		['create table heir () inherits (request_logs)', /stands alone/],
		['alter table request_logs drop constraint registry_request_logs_pkey', /no primary key/],
	])('refuses a table with an object that would be lost: %s', async (statement, problem) => {
		await sql.unsafe(statement);
		const before = await catalog(sql);
		await expect(call(sql)).rejects.toMatchObject({code: '55000', message: expect.stringMatching(problem)});
		await run(sql, byMonth?.up);
		expect(await catalog(sql)).toEqual(before);
	});

	it('is not reversed if two rows have one key', async () => {
		await run(sql, byMonth?.up);
		await sql`insert into request_logs (request_id, method, path) values ('r5', 'GET', '/')`;
		await expect(sql.unsafe("call mcp.make_plain('public.request_logs')")).rejects.toMatchObject({
			code: '23505',
			message: expect.stringContaining('request_logs_request_id_unique'),
		});
		expect(await kindOf(sql, 'request_logs')).toBe('p');
	});
});
