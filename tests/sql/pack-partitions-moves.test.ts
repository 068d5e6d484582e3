import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

describe.each(versions)('rows that leave a default partition on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));
	const make = (table: string) =>
		sql.unsafe(`
			create table ${table} (id int, at timestamptz, primary key (id, at)) partition by range (at);
			create table ${table}_default partition of ${table} default;
			insert into ${table} values (1, '2024-02-01'), (2, '2024-03-01')`);
	const create = async (table: string) =>
		(await sql`select mcp.create_monthly_partitions(${table}::text::regclass, 0)::text as made`).map(
			row => row.made,
		);
	const count = async (table: string) => (await sql`select from ${sql(table)}`).length;

	it.each(['cascade', 'set null', 'no action'])(
		'stay while a row refers to them (on delete %s), and other months are created',
		async action => {
			const table = `referred_${action.replace(' ', '_')}`;
			await make(table);
			await sql.unsafe(`
				create table ${table}_child (
					parent_id int, parent_at timestamptz,
					foreign key (parent_id, parent_at) references ${table} (id, at) on delete ${action}
				);
				insert into ${table}_child values (1, '2024-02-01')`);
			expect(await create(table)).toHaveLength(1);
			expect(await sql.unsafe(`select from ${table}_child where parent_id = 1`)).toHaveLength(1);
			expect(await count(`${table}_default`)).toBe(2);
			// Without it they move.
			await sql.unsafe(`drop table ${table}_child`);
			expect(await create(table)).toHaveLength(2);
			expect(await count(`${table}_default`)).toBe(0);
			expect(await count(table)).toBe(2);
		},
	);

	it('are reported with the reason why they stay', async () => {
		await make('told');
		await sql.unsafe(
			'create table told_child (a int, b timestamptz, foreign key (a, b) references told on delete cascade)',
		);
		await expect(sql`select mcp.attach_month('told', '2024-02-01 00:00+00')`).rejects.toMatchObject({
			code: '55000',
			message: 'Rows of 2024-02 stay in public.told_default, since it is referred to by public.told_child.',
		});
	});

	it('stay while a rule would apply to them', async () => {
		await make('ruled');
		await sql`create rule kept as on delete to ruled_default do instead nothing`;
		expect(await create('ruled')).toHaveLength(1);
		expect(await count('ruled_default')).toBe(2);
	});

	it('bypass DELETE triggers, which are unchanged afterwards', async () => {
		await make('watched');
		await sql.unsafe(`
			create function refuse() returns trigger language plpgsql as $$ begin raise exception 'Never.'; end $$;
			create trigger on_all before delete on watched for each row execute function refuse();
			create trigger on_default after delete on watched_default for each row execute function refuse();
			create trigger on_statement before delete on watched_default execute function refuse();
			create trigger on_truth before delete on watched_default execute function refuse();
			create trigger on_none before delete on watched_default execute function refuse();
			alter table watched_default enable always trigger on_statement;
			alter table watched_default enable replica trigger on_truth;
			alter table watched_default disable trigger on_none`);
		const triggers = async () => [
			...(await sql`select tgrelid::regclass::text as on, tgname, tgenabled from pg_trigger
				where tgrelid in ('watched'::regclass, 'watched_default'::regclass) order by 1, 2`),
		];
		const before = await triggers();
		expect(before).toHaveLength(6);
		expect(await create('watched')).toHaveLength(3);
		expect(await count('watched_default')).toBe(0);
		expect(await count('watched')).toBe(2);
		expect(await triggers()).toEqual(before);
		await expect(sql`delete from watched`).rejects.toMatchObject({message: 'Never.'});
	});

	it('bypass triggers in a subpartitioned default partition', async () => {
		await sql.unsafe(`
			create table deep (id int, at timestamptz) partition by range (at);
			create table deep_default partition of deep default partition by list (id);
			create table deep_default_one partition of deep_default for values in (1);
			create trigger on_all before delete on deep_default for each row execute function refuse();
			alter table deep_default_one enable always trigger on_all;
			insert into deep values (1, '2024-02-01')`);
		const states = async () => [
			...(await sql`select tgrelid::regclass::text as on, tgenabled from pg_trigger
				where tgname = 'on_all' and tgrelid in ('deep_default'::regclass, 'deep_default_one'::regclass) order by 1`),
		];
		const before = await states();
		expect(await create('deep')).toHaveLength(2);
		expect(await count('deep_default')).toBe(0);
		expect(await states()).toEqual(before);
	});
});
