import {beforeAll, describe, expect, it, vi} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

/** The first of the month so many months from now, in UTC: as a date and as it stands in names. */
function month(ahead: number): {date: string; name: string} {
	const now = new Date();
	const date = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)).toISOString().slice(0, 10);
	return {date, name: date.slice(0, 7).replace('-', '_')};
}

describe.each(versions)('create_monthly_partitions on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));
	let serial = 0;

	/** A table of the given column type, partitioned by it, with a default partition. */
	async function make(options: {name?: string; schema?: string; type?: string; fallback?: boolean} = {}) {
		const {name = `log_${++serial}`, schema = 'public', type = 'timestamptz', fallback = true} = options;
		const table = `${schema}.${name.replace(/^.*$/, text => `"${text.replaceAll('"', '""')}"`)}`;
		await sql.unsafe(
			`create table ${table} (id int, "at time" ${type}, note text, primary key (id, "at time")) partition by range ("at time")`,
		);
		if (fallback)
			await sql.unsafe(`create table ${schema}.fallback_${++serial} partition of ${table} default`);
		return table;
	}
	const create = async (table: string, ahead?: number, session = sql) => {
		const made = await session.unsafe<{oid: number}[]>(
			`select made::oid as oid from mcp.create_monthly_partitions($1::text::regclass${ahead === undefined ? '' : `, ${ahead}`}) as made`,
			[table],
		);
		const rows = await session<{name: string}[]>`
			select relname::text as name from pg_class where oid = any(${made.map(({oid}) => oid)}::oid[]) order by oid`;
		return rows.map(row => row.name);
	};
	const ranges = (table: string) =>
		sql`select starts, ends from mcp.partition_ranges(${table}::text::regclass) where not is_default order by starts`;

	it.each(['timestamptz', 'timestamp', 'date'])(
		'creates this month and the next three for %s, once, from midnight to midnight UTC',
		async type => {
			const table = await make({type});
			const session = database.session();
			await session`set timezone = 'Pacific/Auckland'`;
			await session`set datestyle = 'SQL, DMY'`;
			const made = await create(table, undefined, session);
			expect(made).toEqual([0, 1, 2, 3].map(ahead => `log_${serial - 1}_${month(ahead).name}`));
			expect([...(await ranges(table))]).toEqual(
				[0, 1, 2, 3].map(ahead => ({
					starts: new Date(`${month(ahead).date}T00:00:00Z`),
					ends: new Date(`${month(ahead + 1).date}T00:00:00Z`),
				})),
			);
			expect(await create(table)).toEqual([]);
			expect(await create(table, 4)).toEqual([`log_${serial - 1}_${month(4).name}`]);
		},
	);

	it('puts a row into its month', async () => {
		const table = await make();
		const [, name] = await create(table, 1);
		await sql.unsafe(
			`insert into ${table} values (1, '${month(1).date} 00:00+00'), (2, '${month(1).date} 00:00+00'::timestamptz - interval '1 microsecond')`,
		);
		const rows = await sql.unsafe(
			`select id, tableoid::regclass::text as partition from ${table} order by id`,
		);
		expect(rows.map(row => row.partition === name)).toEqual([true, false]);
	});

	it.each([
		['quotes and spaces', `we"ird 'table'; drop table tenants; --`],
		['capitals', 'Request_Logs'],
		['a percent sign and a backslash', '100%s \\ %I'],
		['a name of 63 letters', 'x'.repeat(63)],
		['another of 63 letters that begins the same', `${'x'.repeat(62)}y`],
		['63 bytes of letters with two', 'ü'.repeat(31)],
		['55 letters, for which the month is just short enough', 'z'.repeat(55)],
		['56 letters, for which it is not', 'z'.repeat(56)],
	])('takes a name of %s', async (_what, name) => {
		const table = await make({name, schema: 'public'});
		const made = await create(table, 2);
		expect(made).toHaveLength(3);
		expect(new Set(made).size).toBe(3);
		for (const [ahead, partition] of made.entries()) {
			expect(Buffer.byteLength(partition)).toBeLessThanOrEqual(63);
			expect(partition.endsWith(`_${month(ahead).name}`)).toBe(true);
		}
		expect(await create(table, 2)).toEqual([]);
		expect(await ranges(table)).toHaveLength(3);
	});

	it('accepts a schema of any name outside the search_path', async () => {
		await sql`create schema "odd ""schema"`;
		const table = await make({schema: '"odd ""schema"', name: 'log'});
		expect(await create(table, 0)).toEqual([`log_${month(0).name}`]);
		const rows = await sql`select from pg_class where relname = ${`log_${month(0).name}`}
			and relnamespace = ${'"odd ""schema"'}::text::regnamespace`;
		expect(rows).toHaveLength(1);
	});

	it('skips a name that is taken', async () => {
		const table = await make({name: 'taken'});
		await sql.unsafe(`create view taken_${month(0).name} as select 1 as x`);
		await sql.unsafe(`create table taken_${month(0).name}_2 (x int)`);
		expect(await create(table, 0)).toEqual([`taken_${month(0).name}_3`]);
	});

	it('works without a default partition, and copies the storage parameters of one', async () => {
		expect(await create(await make({fallback: false}), 0)).toHaveLength(1);
		const table = await make();
		await sql.unsafe(
			`alter table fallback_${serial} set (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 80)`,
		);
		const [name = ''] = await create(table, 0);
		const [row] = await sql`select reloptions from pg_class where oid = ${name}::text::regclass`;
		expect(row).toEqual({reloptions: ['autovacuum_vacuum_scale_factor=0.05', 'fillfactor=80']});
	});

	it('gives the months to the owner of the table', async () => {
		const role = await database.createRole();
		const table = await make();
		await sql.unsafe(`alter table ${table} owner to ${role.user}`);
		const [name = ''] = await create(table, 0);
		const [row] =
			await sql`select relowner::regrole::text as owner from pg_class where oid = ${name}::text::regclass`;
		expect(row).toEqual({owner: role.user});
	});

	it('waits at most 5 s for a lock, or the lock_timeout of the session', async () => {
		const table = await make();
		const [holder, session] = [database.session(), database.session()];
		await session`set lock_timeout = '10ms'`;
		await holder.begin(async transaction => {
			await transaction.unsafe(`lock table ${table} in share mode`);
			await expect(create(table, 0, session)).rejects.toMatchObject({code: '55P03'});
		});
		expect(await create(table, 0, session)).toHaveLength(1);
		expect([...(await session`show lock_timeout`)]).toEqual([{lock_timeout: '10ms'}]);
		await session`reset lock_timeout`;
		const waits = session.begin(async transaction => {
			const made = await transaction.unsafe(`select mcp.create_monthly_partitions('${table}', 1)`);
			const [after] = await transaction`show lock_timeout`;
			return [made.length, after?.lock_timeout];
		});
		expect(await waits).toEqual([1, '0']);
	});

	it('creates them once for two callers', async () => {
		const table = await make();
		const [first, second] = [database.session(), database.session()];
		await first`begin`.simple();
		expect(await create(table, 1, first)).toHaveLength(2);
		const waiting = create(table, 1, second);
		await vi.waitFor(async () => {
			expect(
				await sql`select from pg_locks where relation = ${table}::text::regclass and not granted`,
			).toHaveLength(1);
		});
		await first`commit`.simple();
		expect(await waiting).toEqual([]);
	});
});
