import {beforeAll, describe, expect, it, vi} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

describe.each(versions)('rows in a default partition on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(async () => {
		await packUp(sql);
		await sql`
			create table log (
				id int, at timestamptz, note text default 'none', twice int generated always as (id * 2) stored,
				primary key (id, at), constraint log_note_short check (length(note) < 10)
			) partition by range (at)`;
		await sql`create index log_note on log (note)`;
		await sql`create table log_default partition of log default`;
	});
	const create = async () =>
		(await sql`select mcp.create_monthly_partitions('log', 1)::text as made`).map(row => row.made);
	const places = async () =>
		(await sql`select id, tableoid::regclass::text as place, twice from log order by id`).map(
			row => `${row.id} ${row.place} ${row.twice}`,
		);

	it('move into their months, past ones too; impossible times stay', async () => {
		await sql`
			insert into log (id, at) values
				(1, now()), (2, '2024-02-29 23:59:59.999999+00'), (3, '2024-03-01 00:00+00'), (4, '2024-02-01 00:00+00'),
				(5, '1969-12-31 23:59+00'), (6, 'infinity'), (7, '-infinity'), (8, now() + interval '10 years'),
				(9, '0044-03-15 BC')`;
		const made = await create();
		expect(made.slice(0, 2)).toEqual(['log_2024_02', 'log_2024_03']);
		expect(made).toHaveLength(4);
		expect(await places()).toEqual([
			`1 ${made[2]} 2`,
			'2 log_2024_02 4',
			'3 log_2024_03 6',
			'4 log_2024_02 8',
			...[5, 6, 7, 8, 9].map(id => `${id} log_default ${id * 2}`),
		]);
		expect(await create()).toEqual([]);
	});

	it('move into partitions with everything that the table has', async () => {
		const [row] = await sql`
			select
				(select count(*)::int from pg_inherits where inhparent in ('log_pkey'::regclass, 'log_note'::regclass)
					and inhrelid::regclass::text like 'log_2024_02%') as indexes,
				(select count(*)::int from pg_constraint where conrelid = 'log_2024_02'::regclass
					and conname = 'log_note_short' and not conislocal) as checks,
				(select pg_get_expr(adbin, adrelid) from pg_attrdef join pg_attribute
					on attrelid = adrelid and attnum = adnum and attname = 'note'
					where adrelid = 'log_2024_02'::regclass) as fallback`;
		expect(row).toMatchObject({indexes: 2, fallback: "'none'::text"});
		await expect(
			sql`insert into log (id, at, note) values (99, '2024-02-02', 'much too long')`,
		).rejects.toMatchObject({constraint_name: 'log_note_short'});
	});

	it('can be inserted while their month is created, and land in it', async () => {
		await sql`insert into log (id, at) values (20, '2025-05-05')`;
		const [maker, writer] = [database.session(), database.session()];
		await maker`begin`.simple();
		await maker`select mcp.create_monthly_partitions('log', 1)`;
		// Reads and writes of the months that are there go on.
		await sql.begin(async transaction => {
			await transaction`set local lock_timeout = '5s'`;
			await transaction`insert into log (id, at) values (21, '2024-02-03')`;
			expect(await transaction`select from log where at between '2024-02-01' and '2024-02-28'`).toHaveLength(
				2,
			);
		});
		const written = writer`
			insert into log (id, at) values (22, '2025-05-06') returning tableoid::regclass::text as place`.then(
			rows => rows[0]?.place,
			(error: {code: string}) => error.code,
		);
		await vi.waitFor(async () => {
			expect(
				await sql`select from pg_locks where relation = 'log_default'::regclass and not granted`,
			).toHaveLength(1);
		});
		await maker`commit`.simple();
		const outcome = await written;
		// PostgreSQL looks again where a row belongs once it has the lock, and refuses it in the default partition (23514)
		// rather than put it into the wrong one. Either way none is in a place where nobody finds it.
		expect(['log_2025_05', '23514']).toContain(outcome);
		expect(await sql`select from log_default where at >= '2025-05-01' and at < '2025-06-01'`).toHaveLength(0);
	});
});

describe.each(versions)('create_monthly_partitions refuses on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(async () => {
		await packUp(sql);
		await sql.unsafe(`
			create table plain (at timestamptz);
			create table by_list (at timestamptz) partition by list (at);
			create table by_number (at bigint) partition by range (at);
			create table by_two (at timestamptz, id int) partition by range (at, id);
			create table by_expression (at timestamptz) partition by range ((at at time zone 'UTC'));
			create view seen as select 1 as at;
			create table weekly (at timestamptz) partition by range (at);
			create table quarterly (at timestamptz) partition by range (at);
			create table open_ended (at timestamptz) partition by range (at)`);
	});
	const create = (table: string | null, ahead: number | null = 3) =>
		sql`select mcp.create_monthly_partitions(${table}::text::regclass, ${ahead}::int)`;

	it.each([
		['plain', 'plain is not a partitioned table.'],
		['seen', 'seen is not a partitioned table.'],
		['by_list', 'by_list is not partitioned by range of one column with a time.'],
		['by_number', 'by_number is not partitioned by range of one column with a time.'],
		['by_two', 'by_two is not partitioned by range of one column with a time.'],
		['by_expression', 'by_expression is not partitioned by range of one column with a time.'],
		['nowhere', 'relation "nowhere" does not exist'],
		[null, 'No table is given.'],
	])('%s', async (table, message) => {
		const error = await create(table).then(
			() => new Error('It was taken.'),
			(failure: Error) => failure,
		);
		expect(error.message.replace('public.', '')).toBe(message);
	});

	it.each([-1, 121, 2_147_483_647, null])('%s months ahead', async ahead => {
		await expect(create('quarterly', ahead)).rejects.toMatchObject({
			code: '22023',
			message: `Between 0 and 120 months can be made ahead, not ${ahead}.`,
		});
	});

	it('a table with weekly partitions, and names the conflicting one', async () => {
		await sql.unsafe(`do $$ begin execute format('create table week partition of weekly for values from (%L) to (%L)',
			date_trunc('month', now()) + interval '7 days', date_trunc('month', now()) + interval '14 days'); end $$`);
		await expect(create('weekly')).rejects.toMatchObject({
			message: expect.stringMatching(
				/^Partition public\.week of public\.weekly has only a part of the month \d{4}-\d\d\.$/,
			),
		});
	});

	it('nothing if larger partitions already cover the month', async () => {
		await sql`create table everything partition of open_ended for values from (minvalue) to (maxvalue)`;
		expect(await create('open_ended')).toHaveLength(0);
		await sql.unsafe(`do $$ begin execute format('create table quarter partition of quarterly for values from (%L) to (%L)',
			date_trunc('month', now()), date_trunc('month', now()) + interval '3 months'); end $$`);
		expect(await create('quarterly', 3)).toHaveLength(1);
	});

	it('a role without EXECUTE', async () => {
		const rows = await sql<{name: string}[]>`
			select proname::text as name from pg_proc
			where pronamespace = 'mcp'::regnamespace and has_function_privilege('pg_monitor', oid, 'execute') order by 1`;
		expect(rows.map(({name}) => name)).not.toContain('create_monthly_partitions');
		expect(rows.map(({name}) => name)).not.toContain('attach_month');
	});
});
