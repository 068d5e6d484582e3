import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {details, oidOf, openOperator} from '../helpers/scenario-actions.ts';

const long = 'ü'.repeat(31);

describe.each(everyVersion)('the statistics of an expression on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const planOf = async (...names: readonly string[]) =>
		operator.plan({
			action: 'drop-indexes',
			oids: await Promise.all(names.map(name => oidOf(database, name))),
		});
	const told = async (...names: readonly string[]) => {
		const plan = await planOf(...names);
		return plan.checks.flatMap(check =>
			/^\S.*: statistics on /.test(checkLine(check)) ? [`${check.verdict}: ${checkLine(check)}`] : [],
		);
	};
	const tooOld = 'go with it: CREATE STATISTICS keeps those of expressions from PostgreSQL 14 on';
	const advice = (name: string, expression: string, table: string, target = '') =>
		version < 14
			? tooOld
			: `go with it. To keep them, run first: CREATE STATISTICS ${name} ON ${expression} FROM ${table};${target} ANALYZE ${table}; (after an undo, remove them: DROP STATISTICS ${name};)`;

	beforeAll(async () => {
		await sql.unsafe(`
			create schema "Odd one";
			create function "Odd one".norm(text) returns text immutable language sql as 'select lower($1)';
		`);
	});
	beforeEach(async () => {
		await sql.unsafe(`drop table if exists busy, "Odd one"."T";
			create table busy (id int, n int, t text);
			insert into busy select n, n, case when n % 3 = 0 then 'Often' else n::text end from generate_series(1, 6000) n;
			create table "Odd one"."T" (t text, n int)`);
	});

	it('survive if the advice of the plan is followed, and so does the estimate', async () => {
		await sql`create index one on busy (lower(t))`;
		await sql`analyze busy`;
		const estimate = async () => {
			const [row] = await sql`explain (format json) select from busy where lower(t) = 'often'`;
			return row?.['QUERY PLAN'][0].Plan['Plan Rows'] as number;
		};
		expect(await estimate()).toBeGreaterThan(1500);
		const plan = await planOf('one');
		const [detail = ''] = details(plan, 'warn').filter(text => text.startsWith('one: statistics on '));
		expect(detail).toBe(
			`one: statistics on lower(t) ${advice('public.one_expression_1', 'lower(t)', 'public.busy')}`,
		);
		const statements = / run first: (.*;) \(/.exec(detail)?.[1];
		if (version < 14) expect(statements).toBeUndefined();
		// An ANALYZE may be in a transaction.
		else await sql.unsafe(statements ?? '');
		expect((await operator.run(await planOf('one'))).status).toBe('done');
		if (version < 14) {
			// A 200th of the rows, whatever the value.
			expect(await estimate()).toBe(30);
		} else {
			expect(await estimate()).toBeGreaterThan(1500);
			const undone = / remove them: (DROP .*;)\)$/.exec(detail)?.[1];
			await sql.unsafe(undone ?? '');
			expect(await estimate()).toBe(30);
		}
	});

	it('are named for each expression, with their target, and for nothing else', async () => {
		await sql.unsafe(`create index one on busy (id, (n + 1), lower(t)) where id > 5;
			alter index one alter column 2 set statistics 700; create index plain on busy (n)`);
		expect(await told('one', 'plain')).toEqual([
			`warn: one: statistics on ((n + 1)) ${advice('public.one_expression_2', '((n + 1))', 'public.busy', ' ALTER STATISTICS public.one_expression_2 SET STATISTICS 700;')}`,
			`warn: one: statistics on lower(t) ${advice('public.one_expression_3', 'lower(t)', 'public.busy')}`,
		]);
	});

	it('are kept if another index covers them, unless it is partial or dropped too', async () => {
		await sql.unsafe(`create index one on busy (lower(t));
			create index other on busy (n, lower(t)); create index part on busy (lower(t)) where id > 5`);
		expect(await told('one')).toEqual([
			'pass: one: statistics on lower(t): the index public.other keeps them too',
		]);
		expect(await told('one', 'other')).toEqual([
			expect.stringMatching(/^warn: one: statistics on lower\(t\) go with it/),
			expect.stringMatching(/^warn: other: statistics on lower\(t\) go with it/),
		]);
	});

	it.runIf(version >= 14)(
		'are kept if extended statistics cover them, and suggested names are not used twice',
		async () => {
			await sql.unsafe(`create index one on busy ((n + 1)); create index two on busy (lower(t));
			create statistics kept on (n + 1), (id + 1) from busy;
			create statistics two_expression_1 on id, n from busy`);
			expect(await told('one', 'two')).toEqual([
				'pass: one: statistics on ((n + 1)): the statistics public.kept keeps them too',
				`warn: two: statistics on lower(t) ${advice('public.two_expression_1_1', 'lower(t)', 'public.busy')}`,
			]);
		},
	);

	it('get a name that fits, with every name quoted and qualified', async () => {
		await sql.unsafe(
			`set search_path = "Odd one"; create index "${long}" on "T" ("Odd one".norm(t)); reset search_path`,
		);
		const name = `"Odd one"."${'ü'.repeat(22)}_expression_1"`;
		expect(await told(`"Odd one"."${long}"`)).toEqual([
			`warn: ${long}: statistics on "Odd one".norm(t) ${advice(name, '"Odd one".norm(t)', '"Odd one"."T"')}`,
		]);
		if (version >= 14) await sql.unsafe(`create statistics ${name} on "Odd one".norm(t) from "Odd one"."T"`);
	});
});
