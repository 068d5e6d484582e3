import {beforeAll, describe, expect, it, vi} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

describe.each(versions)('database_size_summary on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(async () => {
		await packUp(sql);
		await sql.unsafe(`
			insert into tenants (name, settings)
				select n::text, jsonb_build_object('long', (select string_agg(md5(n::text || m), '') from generate_series(1, 200) as m))
				from generate_series(1, 200) as n;
			create table history (at date primary key, note text) partition by range (at);
			create table history_a partition of history for values from ('2026-01-01') to ('2026-02-01');
			create table history_b partition of history for values from ('2026-02-01') to ('2026-04-01') partition by range (at);
			create table history_b1 partition of history_b for values from ('2026-02-01') to ('2026-03-01');
			insert into history select '2026-01-01'::date + n, repeat('x', 500) from generate_series(0, 50) as n;
			create table tenants_of_old (note text) inherits (tenants);
			insert into tenants_of_old (name) values ('old');
			create schema elsewhere;
			create table elsewhere.hidden (id integer)`);
	});

	it('measures each table of schema public: partitions with their table, inheriting tables on their own', async () => {
		const rows = await sql<
			{[column: string]: string}[]
		>`select * from database_size_summary order by table_name`;
		const expected = await sql<{[column: string]: string}[]>`
			with parts as (
				select oid, case
					when relname like 'history%' then 'history'
					else regexp_replace(relname, '^(request_logs|audit_logs)_(default|\\d{4}_\\d\\d)$', '\\1')
				end as table_name
				from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
			)
			select
				table_name,
				sum(pg_total_relation_size(oid) - pg_indexes_size(oid))::bigint as table_bytes,
				sum(pg_relation_size(oid))::bigint as data_bytes,
				sum(pg_indexes_size(oid))::bigint as index_bytes,
				sum(pg_total_relation_size(oid))::bigint as total_bytes,
				pg_size_pretty(sum(pg_total_relation_size(oid) - pg_indexes_size(oid))) as table_size,
				pg_size_pretty(sum(pg_relation_size(oid))) as data_size,
				pg_size_pretty(sum(pg_indexes_size(oid))) as index_size,
				pg_size_pretty(sum(pg_total_relation_size(oid))) as total_size
			from parts group by table_name order by table_name collate "C"`;
		expect([...rows]).toEqual([...expected]);
		expect(rows).toHaveLength(23);
		expect(rows.map(row => row.table_name)).not.toContain('hidden');
		// The long settings are stored beside the rows, so that table and data differ.
		const tenants = rows.find(row => row.table_name === 'tenants');
		expect(Number(tenants?.table_bytes)).toBeGreaterThan(2 * Number(tenants?.data_bytes));
	});

	it.each([
		['a table that is locked', 'lock table users in access exclusive mode', 'users'],
		['a table with a locked partition', 'lock table history_b1 in access exclusive mode', 'history'],
		['a table whose index is being rebuilt', 'reindex index idx_users_tenant_role', 'users'],
	])('skips %s without waiting', async (_what, lock, table) => {
		const holder = await database.session().reserve();
		await holder`begin`;
		await holder.unsafe(lock);
		const rows = await sql.begin(async transaction => {
			await transaction`set local lock_timeout = '5s'`;
			return transaction`
				select * from database_size_summary
				where table_bytes is null or data_bytes is null or index_bytes is null or total_bytes is null`;
		});
		expect(rows).toHaveLength(1);
		const {table_name: name, ...sizes} = rows[0] ?? {};
		expect(name).toBe(table);
		expect(Object.values(sizes)).toEqual(Array.from({length: 8}, () => null));
		const inside =
			await holder`select 1 from database_size_summary where table_name = ${table} and total_bytes > 0`;
		expect(inside).toHaveLength(1);
		await holder`rollback`;
		const [after] = await sql`select total_bytes from database_size_summary where table_name = ${table}`;
		expect(Number(after?.total_bytes)).toBeGreaterThan(0);
	});

	it('skips a table with a waiting exclusive lock, without queueing', async () => {
		const [holder, waiter] = await Promise.all([database.session().reserve(), database.session().reserve()]);
		await holder`begin`;
		await holder`lock table users in access share mode`;
		await waiter`begin`;
		const waiting = waiter`lock table users in access exclusive mode`.execute();
		await vi.waitFor(async () => {
			expect(await sql`select from pg_locks where relation = 'users'::regclass and not granted`).toHaveLength(
				1,
			);
		});
		const rows = await sql.begin(async transaction => {
			await transaction`set local lock_timeout = '5s'`;
			return transaction`select table_name from database_size_summary where total_bytes is null`;
		});
		expect([...rows]).toEqual([{table_name: 'users'}]);
		await holder`rollback`;
		await waiting;
		await waiter`rollback`;
	});
});

describe.each(versions)('index_usage_summary on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));

	it('lists every index with its usage class', async () => {
		await sql`insert into users (username, email) values ('x', 'x')`;
		const user = database.session();
		await user`set enable_seqscan = off`;
		for (let time = 0; time < 99; time++) await user`select from users where username = 'x'`;
		// A bitmap scan reads from the index, and fetches nothing through it.
		await user`set enable_indexscan = off`;
		await user`set enable_indexonlyscan = off`;
		for (let time = 0; time < 100; time++) await user`select from users where email = 'x'`;
		// A session that ends reports all that it counted.
		await user.end();
		const read = () => sql<{[column: string]: string}[]>`
			select usage.*, idx_scan, idx_tup_read, idx_tup_fetch, pg_relation_size(indexrelid) as bytes,
				pg_size_pretty(pg_relation_size(indexrelid)) as readable, schemaname, relname
			from index_usage_summary as usage
				full join pg_stat_user_indexes on indexrelname = usage.index_name`;
		const rows = await vi.waitFor(
			async () => {
				const seen = await read();
				expect(seen.map(row => Number(row.scans))).toEqual(expect.arrayContaining([99, 100]));
				return seen;
			},
			{timeout: 30_000, interval: 50},
		);
		for (const row of rows) {
			expect(row).toMatchObject({
				schema_name: row.schemaname,
				table_name: row.relname,
				scans: row.idx_scan,
				reads: row.idx_tup_read,
				fetches: row.idx_tup_fetch,
				size_bytes: row.bytes,
				size: row.readable,
			});
		}
		expect(rows.find(row => row.index_name === 'users_email_unique')).toMatchObject({
			reads: '100',
			fetches: '0',
		});
		const category = (name: string) => rows.find(row => row.index_name === name)?.usage_category;
		expect(category('users_email_unique')).toBe('Active');
		expect(category('users_username_unique')).toBe('Low usage');
		expect(category('idx_users_tenant_role')).toBe('Unused');
		expect(rows).toHaveLength(Number((await sql`select count(*) from pg_stat_user_indexes`)[0]?.count));
	});

	it('omits the size of an index that is being rebuilt, without waiting', async () => {
		const holder = await database.session().reserve();
		await holder`begin`;
		await holder`reindex index idx_users_tenant_role`;
		const rows = await sql.begin(async transaction => {
			await transaction`set local lock_timeout = '5s'`;
			return transaction`select index_name from index_usage_summary where size_bytes is null and size is null`;
		});
		expect([...rows]).toEqual([{index_name: 'idx_users_tenant_role'}]);
		await holder`rollback`;
	});
});
