import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {countOf, policy, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('retention by rows on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));
	const due = async (table: string) => [...(await sql`select * from mcp.retention_due(${table})`)];

	it.each(['archive', 'delete'])('covers a plain table: %s in batches', async action => {
		const table = `plain_${action}`;
		await sql.unsafe(`
			create table ${table} (id int, at timestamp, twice int generated always as (id * 2) stored, gone text, note text);
			alter table ${table} drop column gone;
			insert into ${table} (id, at, note) select n, now() at time zone 'UTC' - n * interval '1 day' + interval '1 hour', 'n'
				from generate_series(1, 100) n;
			insert into ${table} (id, at) values (1000, null), (1001, '-infinity'), (1002, 'infinity')`);
		await policy(sql, table, 30, action);
		const [row] = await due(table);
		expect(row).toMatchObject({whole_partition: false, due_rows: '70', rows_estimated: false, starts: null});
		expect(Number(row?.due_bytes)).toBeGreaterThan(0);
		const verb = action === 'archive' ? 'archived' : 'deleted';
		expect((await steps(sql, table, 30)).filter(step => !step.startsWith('made'))).toEqual([
			`${verb} 30 rows`,
			`${verb} 30 rows`,
			`${verb} 10 rows`,
		]);
		const kept = await sql`select id from ${sql(table)} order by id`;
		// Without a time, or at none that ever is, nothing can be said to be over.
		expect(kept.map(({id}) => id)).toEqual([...Array.from({length: 30}, (_, n) => n + 1), 1000, 1001, 1002]);
		if (action === 'archive') {
			const rows = await sql`select id, twice from ${sql(`${table}_archive`)} order by id`;
			expect(rows.map(({id, twice}) => [id, twice])).toEqual(
				Array.from({length: 70}, (_, n) => [n + 31, (n + 31) * 2]),
			);
		}
		expect(await due(table)).toEqual([]);
	});

	it('skips locked rows, without waiting', async () => {
		await sql`create table held (id int, at date)`;
		await sql`insert into held select n, '2020-01-01' from generate_series(1, 10) n`;
		await policy(sql, 'held', 30, 'archive');
		const holder = database.session();
		await holder.begin(async transaction => {
			await transaction`select from held where id = 3 for update`;
			expect(await steps(sql, 'held')).toEqual(['made the archive held_archive', 'archived 9 rows']);
		});
		expect(await steps(sql, 'held')).toEqual(['archived 1 rows']);
		expect(await countOf(sql, 'held_archive')).toBe(10);
	});

	it.each([
		['nowhere', 'at', 'There is no table nowhere.'],
		['not; a "name', 'at', 'There is no table not; a "name.'],
		['', 'at', 'There is no table .'],
		['a.b.c.d', 'at', 'There is no table a.b.c.d.'],
		['pg_class', 'at', 'There is no table pg_class.'],
		['pg_catalog.pg_class', 'at', 'There is no table pg_catalog.pg_class.'],
		['a_view', 'at', 'There is no table a_view.'],
		['oddly', 'nothing', 'public.oddly has no column nothing.'],
		['by_list', 'at', 'public.by_list is not partitioned by range of one column with a time.'],
		['Mixed Case', 'id', 'Column id of public."Mixed Case" is no time.'],
	])('gives the reason why a policy for "%s" by %s cannot be followed', async (table, column, problem) => {
		await sql.unsafe(`
			create table if not exists oddly (at timestamptz); create table if not exists "Mixed Case" (id int, at timestamptz);
			create or replace view a_view as select now() as at;
			create table if not exists by_list (at timestamptz) partition by list (at)`);
		await policy(sql, table, 30, 'archive', column);
		expect(await due(table)).toMatchObject([{policy: table, problem, due_rows: null}]);
		await expect(steps(sql, table)).rejects.toMatchObject({message: problem});
	});

	it('finds a table with a quoted name, and in another schema', async () => {
		await sql.unsafe(`
			insert into "Mixed Case" values (1, '2020-01-01');
			create schema "Else"; create table "Else".kept (at timestamptz); insert into "Else".kept values ('2020-01-01')`);
		await sql`delete from data_retention_policies where table_name = 'Mixed Case'`;
		for (const table of ['Mixed Case', '"Else".kept']) {
			await policy(sql, table, 30, 'archive');
			expect((await steps(sql, table)).at(-1)).toBe('archived 1 rows');
		}
		expect(await countOf(sql, 'Else.kept_archive')).toBe(1);
		expect(await countOf(sql, 'Mixed Case_archive')).toBe(1);
	});

	it('refuses an empty batch, an unknown policy and an inactive one', async () => {
		await expect(steps(sql, 'held', 0)).rejects.toMatchObject({code: '22023'});
		await expect(steps(sql, 'tenants')).rejects.toMatchObject({
			message: 'There is no active policy for tenants.',
		});
		await sql`update data_retention_policies set is_active = false where table_name = 'held'`;
		await expect(steps(sql, 'held')).rejects.toMatchObject({code: 'P0002'});
		await expect(sql`call mcp.apply_retention('held')`.simple()).rejects.toMatchObject({code: 'P0002'});
		expect(await due('held')).toEqual([]);
	});

	it('continues an archive from before its table was partitioned, or made plain', async () => {
		await sql.unsafe(`
			create table plain_now (at timestamptz not null); insert into plain_now values ('2020-01-01');
			create table plain_now_archive (at timestamptz not null) partition by range (at);
			create table plain_now_archive_rest partition of plain_now_archive default;
			create table by_month_now (at timestamptz not null) partition by range (at);
			create table by_month_now_2020_01 partition of by_month_now for values from ('2020-01-01') to ('2020-02-01');
			insert into by_month_now values ('2020-01-05'), ('2020-01-06');
			create table by_month_now_archive (at timestamptz); insert into by_month_now_archive values ('2019-12-31')`);
		await policy(sql, 'plain_now', 30, 'archive');
		await policy(sql, 'by_month_now', 30, 'archive');
		expect(await steps(sql, 'plain_now')).toEqual(['archived 1 rows']);
		expect(await countOf(sql, 'plain_now_archive')).toBe(1);
		expect(await steps(sql, 'by_month_now')).toEqual([
			'archived 2 rows of by_month_now_MONTH',
			'dropped by_month_now_MONTH, which is empty',
		]);
		expect(await countOf(sql, 'by_month_now_archive')).toBe(3);
	});
});
