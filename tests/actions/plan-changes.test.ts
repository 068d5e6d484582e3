import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('the plan of a drop on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const told = async (name: string) => {
		const {checks} = await operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
		return checks.map(checkLine).filter(line => /in the plan of|statements that use it|planned/.test(line));
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

	it('says that it requires pg_stat_statements', async () => {
		expect(await told('one')).toEqual([
			'statements that use it: n/a, requires pg_stat_statements in this database',
		]);
	});

	describe('with pg_stat_statements', () => {
		beforeAll(async () => {
			await sql`create extension if not exists pg_stat_statements schema own`;
		});
		beforeEach(async () => {
			await sql`select own.pg_stat_statements_reset()`;
		});

		it('names statements that use the index, with their cost, and runs none', async () => {
			await run(
				'select t from busy where id = 5',
				'select t from busy where id = 6',
				'delete from busy where id = 0',
			);
			const details = await told('one');
			expect(details.toSorted()).toEqual([
				expect.stringMatching(
					/^public\.one: in the plan of delete from busy where id = \$1 \(1 call\): cost \d+, without it n\/a, requires hypopg 1\.4 to hide the index$/,
				),
				expect.stringMatching(
					/^public\.one: in the plan of select t from busy where id = \$1 \(2 calls\): cost \d+/,
				),
			]);
			expect(await told('two')).toEqual(['statements that use it: none of 2 planned statements']);
			const [row] = await sql`select count(*)::int as rows from busy`;
			expect(row?.rows).toBe(20_000);
		});

		it('counts statements that cannot be planned', async () => {
			await run(
				'create table passing (id int)',
				'select t from busy join passing using (id)',
				'drop table passing',
				'select t from busy where id = 5',
			);
			expect(await told('one')).toEqual([
				expect.stringMatching(/^public\.one: in the plan of select t from busy where id = \$1 \(1 call\)/),
				expect.stringContaining('1 statement planned; 1 skipped: not plannable'),
			]);
		});

		it('skips statements with user functions, and those that only mention the table name', async () => {
			await run(
				'select t from busy where id = 7',
				'select own.trap(1) from busy where id = 8',
				'select n from busy where id operator(pg_catalog.=) 9',
				'select t as busy from (values (1)) v (t)',
			);
			const details = await told('two');
			expect(details.join()).toMatch(/none of 2 planned statements; 1 skipped: not plannable without values/);
		});

		it('distinguishes indexes of the same name in two schemas', async () => {
			await sql.unsafe(`create table own.busy (id int, n int, t text);
				insert into own.busy select n, n / 10, n from generate_series(1, 20000) n;
				create index one on own.busy (id); create index two on own.busy (n); analyze own.busy`);
			await sql`select own.pg_stat_statements_reset()`;
			await run('select t from own.busy where id = 5', 'select t from own.busy where n = 5 or n = 7');
			expect(await told('public.one')).toEqual(['statements that use it: none of 2 planned statements']);
			expect((await told('public.two')).join()).toContain('none of 2');
			expect((await told('own.one')).join()).toContain(
				'own.one: in the plan of select t from own.busy where id',
			);
			expect((await told('own.two')).join()).toContain(
				'own.two: in the plan of select t from own.busy where n',
			);
			await sql`drop table own.busy`;
		});

		it('counts a statement that the server cannot plan, and plans the others', async () => {
			// pg_stat_statements makes INTERVAL $1 of it, which is no syntax.
			await run(
				"select now() - n * interval '1 minute' from busy where id = 8",
				'select t from busy where id = 5',
			);
			expect((await told('one')).toSorted()).toEqual([
				'1 statement planned; 1 skipped: not plannable without values, or with functions of users',
				expect.stringMatching(
					/^public\.one: in the plan of select t from busy where id = \$1 \(1 call\): cost \d+/,
				),
			]);
		});

		it('shows the cost without the index if hypopg can hide it', async () => {
			await run('select t from busy where id = 5');
			// hypopg is not among the test servers' extensions: this one hides all indexes, by the same name.
			await sql.unsafe(`create function own.hypopg_hide_index(oid) returns bool language sql as $$
					select set_config('enable_indexscan', 'off', true) || set_config('enable_bitmapscan', 'off', true) is not null $$;
				create function own.hypopg_unhide_index(oid) returns bool language sql as $$
					select set_config('enable_indexscan', 'on', true) || set_config('enable_bitmapscan', 'on', true) is not null $$;
				create function own.hypopg_unhide_all_indexes() returns void language sql as 'select'`);
			// A function that somebody has put there by that name is not called.
			expect((await told('one')).join()).toContain('without it n/a, requires hypopg 1.4');
			await sql.unsafe(`alter extension plpgsql add function own.hypopg_hide_index(oid);
				update pg_extension set extname = 'hypopg' where extname = 'plpgsql'`);
			try {
				expect((await told('one')).join()).toMatch(/\(1 call\): cost \d+, without it \d[\d,]+$/);
			} finally {
				await sql.unsafe(`update pg_extension set extname = 'plpgsql' where extname = 'hypopg';
					alter extension plpgsql drop function own.hypopg_hide_index(oid)`);
			}
		});

		it('names the hypopg version it requires', async () => {
			await run('select t from busy where id = 5');
			// Another stand-in, with no function to hide an index.
			await sql.unsafe(
				`update pg_extension set extname = 'hypopg', extversion = '1.3.1' where extname = 'plpgsql'`,
			);
			try {
				expect((await told('one')).join()).toMatch(
					/\(1 call\): cost \d+, without it n\/a, requires hypopg 1\.4 to hide the index, 1\.3\.1 is installed$/,
				);
			} finally {
				await sql.unsafe(
					`update pg_extension set extname = 'plpgsql', extversion = '1.0' where extname = 'hypopg'`,
				);
			}
		});

		it('counts statements whose texts the role cannot read', async () => {
			await run('select t from busy where id = 5');
			const role = await database.createRole();
			await sql.unsafe(`grant usage on schema own to ${role.user}`);
			const other = await openOperator(database.connection(role));
			const {checks} = await other.plan({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});
			expect(checks.map(checkLine)).toContainEqual(
				expect.stringMatching(
					/^statements that use it: n\/a, pg_stat_statements has no statement on busy that can be planned; \d+ of other roles unreadable: requires pg_read_all_stats$/,
				),
			);
		});
	});
});
