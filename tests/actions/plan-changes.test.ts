import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('the plan of a drop on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const told = async (name: string) => {
		const {checks} = await operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
		return checks.flatMap(({detail}) =>
			/is in the plan of|statements that use it/.test(detail) ? [detail] : [],
		);
	};
	/** In a session of its own, so that the statistics of the next test are not of this one. */
	const run = async (...statements: readonly string[]) => {
		for (const text of statements) await sql.unsafe(text);
	};
	beforeAll(async () => {
		await sql.unsafe(`create table busy (id int, n int, t text);
			insert into busy select n, n, n from generate_series(1, 20000) n;
			create index one on busy (id); create index two on busy (n); analyze busy;
			create schema own;
			create function own.trap(int) returns int language plpgsql immutable as $$
				begin return 1; end $$`);
	});

	it('says where nobody knows its statements', async () => {
		expect(await told('one')).toEqual([
			'statements that use it: n/a: it takes pg_stat_statements in this database to know its statements',
		]);
	});

	describe('with pg_stat_statements', () => {
		beforeAll(async () => {
			await sql`create extension if not exists pg_stat_statements schema own`;
		});
		beforeEach(async () => {
			await sql`select own.pg_stat_statements_reset()`;
		});

		it('names those whose plan has it, with their cost, and runs none', async () => {
			await run(
				'select t from busy where id = 5',
				'select t from busy where id = 6',
				'delete from busy where id = 0',
			);
			const details = await told('one');
			expect(details.toSorted()).toEqual([
				expect.stringMatching(
					/^public\.one is in the plan of delete from busy where id = \$1 \(1 call\): cost \d+, without it n\/a: it takes hypopg 1\.4, which can hide an index$/,
				),
				expect.stringMatching(
					/^public\.one is in the plan of select t from busy where id = \$1 \(2 calls\): cost \d+/,
				),
			]);
			expect(await told('two')).toEqual(['statements that use it: none of 2 that pg_stat_statements knows']);
			const [row] = await sql`select count(*)::int as rows from busy`;
			expect(row?.rows).toBe(20_000);
		});

		it('tells of the others where one can not be planned', async () => {
			await run(
				'create table passing (id int)',
				'select t from busy join passing using (id)',
				'drop table passing',
				'select t from busy where id = 5',
			);
			expect(await told('one')).toEqual([
				expect.stringMatching(/^public\.one is in the plan of select t from busy where id = \$1 \(1 call\)/),
				expect.stringContaining("looked at 1; 1 more can't be planned"),
			]);
		});

		it('does not plan what calls functions of their own, nor what only has the name of the table in it', async () => {
			await run(
				'select t from busy where id = 7',
				'select own.trap(1) from busy where id = 8',
				'select n from busy where id operator(pg_catalog.=) 9',
				'select t as busy from (values (1)) v (t)',
			);
			const details = await told('two');
			expect(details.join()).toMatch(
				/none of 2 that pg_stat_statements knows; 1 more can't be planned without values/,
			);
		});

		it('takes no index for another of its name in another schema, read as a bitmap or not', async () => {
			await sql.unsafe(`create table own.busy (id int, n int, t text);
				insert into own.busy select n, n / 10, n from generate_series(1, 20000) n;
				create index one on own.busy (id); create index two on own.busy (n); analyze own.busy`);
			await sql`select own.pg_stat_statements_reset()`;
			await run('select t from own.busy where id = 5', 'select t from own.busy where n = 5 or n = 7');
			expect(await told('public.one')).toEqual([
				'statements that use it: none of 2 that pg_stat_statements knows',
			]);
			expect((await told('public.two')).join()).toContain('none of 2');
			expect((await told('own.one')).join()).toContain(
				'own.one is in the plan of select t from own.busy where id',
			);
			expect((await told('own.two')).join()).toContain(
				'own.two is in the plan of select t from own.busy where n',
			);
			await sql`drop table own.busy`;
		});

		it('counts one that the server can not plan, which hinders no other', async () => {
			// pg_stat_statements makes INTERVAL $1 of it, which is no syntax.
			await run(
				"select now() - n * interval '1 minute' from busy where id = 8",
				'select t from busy where id = 5',
			);
			expect((await told('one')).toSorted()).toEqual([
				expect.stringMatching(
					/^public\.one is in the plan of select t from busy where id = \$1 \(1 call\): cost \d+/,
				),
				"statements that use it: looked at 1; 1 more can't be planned without values, or call functions of their own",
			]);
		});

		it('tells the cost without it where hypopg can hide an index', async () => {
			await run('select t from busy where id = 5');
			// hypopg is not among the test servers' extensions: this one hides all indexes, by the same name.
			await sql.unsafe(`create function own.hypopg_hide_index(oid) returns bool language sql as $$
					select set_config('enable_indexscan', 'off', true) || set_config('enable_bitmapscan', 'off', true) is not null $$;
				create function own.hypopg_unhide_index(oid) returns bool language sql as $$
					select set_config('enable_indexscan', 'on', true) || set_config('enable_bitmapscan', 'on', true) is not null $$;
				create function own.hypopg_unhide_all_indexes() returns void language sql as 'select'`);
			// A function that somebody has put there by that name is not called.
			expect((await told('one')).join()).toContain('without it n/a: it takes hypopg 1.4');
			await sql.unsafe(`alter extension plpgsql add function own.hypopg_hide_index(oid);
				update pg_extension set extname = 'hypopg' where extname = 'plpgsql'`);
			try {
				expect((await told('one')).join()).toMatch(/\(1 call\): cost \d+, without it \d[\d,]+$/);
			} finally {
				await sql.unsafe(`update pg_extension set extname = 'plpgsql' where extname = 'hypopg';
					alter extension plpgsql drop function own.hypopg_hide_index(oid)`);
			}
		});

		it('says what hypopg 1.3, as Debian 12 has it, can not do', async () => {
			await run('select t from busy where id = 5');
			// Another stand-in, with no function to hide an index.
			await sql.unsafe(
				`update pg_extension set extname = 'hypopg', extversion = '1.3.1' where extname = 'plpgsql'`,
			);
			try {
				expect((await told('one')).join()).toMatch(
					/\(1 call\): cost \d+, without it n\/a: hypopg 1\.3\.1, which is here, can't hide an index: 1\.4 can$/,
				);
			} finally {
				await sql.unsafe(
					`update pg_extension set extname = 'plpgsql', extversion = '1.0' where extname = 'hypopg'`,
				);
			}
		});

		it('is made without them by a role that may not see their texts', async () => {
			await run('select t from busy where id = 5');
			const role = await database.createRole();
			await sql.unsafe(`grant usage on schema own to ${role.user}`);
			const other = await openOperator(database.connection(role));
			const {checks} = await other.plan({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});
			expect(checks.map(({detail}) => detail)).toContainEqual(
				expect.stringMatching(
					/^statements that use it: n\/a: pg_stat_statements has none on busy that can be planned; \d+ are other roles', whose texts take pg_read_all_stats$/,
				),
			);
		});
	});
});
