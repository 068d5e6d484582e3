import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {countOf, makeLog, policy, steps} from '../helpers/pack-retention.ts';

describe.each(versions)('an archive and its table on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	beforeAll(() => packUp(sql));
	const problem = async (table: string) =>
		(await sql`select problem from mcp.retention_policies(${table})`)[0]?.problem as string | null;

	it('continue after the table got columns: by months', async () => {
		await makeLog(sql, 'log', 6, 5);
		await policy(sql, 'log', 100, 'archive');
		await steps(sql, 'log');
		const before = await countOf(sql, 'log_archive');
		await sql`alter table log add column "Extra One" varchar(20) collate "C", add column counted numeric(8, 2) not null default 7`;
		await sql`update data_retention_policies set retention_days = 40 where table_name = 'log'`;
		expect(await problem('log')).toBeNull();
		const taken = await steps(sql, 'log');
		expect(taken[0]).toBe('added to log_archive: "Extra One", counted');
		expect(taken.at(-1)).toBe('archived log_MONTH');
		expect(await countOf(sql, 'log_archive')).toBeGreaterThan(before);
		expect([
			...(await sql`select counted, count(*)::int as n from log_archive group by counted order by counted`),
		]).toMatchObject([{counted: '7.00'}, {counted: null, n: before}]);
	});

	it('continue after the table got columns, a generated one too: by rows', async () => {
		await sql`create table plain (at timestamptz, n int)`;
		await sql`insert into plain values ('2020-01-01', 1)`;
		await policy(sql, 'plain', 30, 'archive');
		await steps(sql, 'plain');
		await sql`alter table plain add column twice int generated always as (n * 2) stored`;
		await sql`insert into plain values ('2020-01-01', 2)`;
		expect(await steps(sql, 'plain')).toEqual(['added to plain_archive: twice', 'archived 1 rows']);
		expect((await sql`select twice from plain_archive order by n`).map(row => row.twice)).toEqual([null, 4]);
	});

	it.each([
		[
			'typed',
			'alter column note type varchar(9)',
			'Column note is character varying(9) in public.typed and text in public.typed_archive.',
		],
		['lost', 'drop column note', 'public.lost_archive has a column note that public.lost has not.'],
		[
			'made',
			'add column twice int generated always as (id * 2) stored',
			'public.made_archive has no column twice, which is generated in public.made.',
		],
	])('are told to differ: %s', async (table, change, message) => {
		await makeLog(sql, table, 4, 5);
		// The oldest of four months ended at least 59 days ago, also on the first day of a month.
		await policy(sql, table, 58, 'archive');
		await steps(sql, table);
		await sql.unsafe(`alter table ${table} ${change}`);
		expect(await problem(table)).toBe(message);
		await expect(steps(sql, table)).rejects.toMatchObject({message});
		// Without an archive action the archive table need not fit.
		await sql`update data_retention_policies set action = 'delete' where table_name = ${table}`;
		expect(await problem(table)).toBeNull();
	});
});
