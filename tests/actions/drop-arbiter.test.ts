import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {RefusedError} from '../../source/postgres/errors.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {failureOf, until, untilScans} from '../helpers/scenario.ts';
import {blocking, exists, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('a unique index without a constraint on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const reason = (name: string) =>
		`${name}: it is unique: it rejects duplicates without counting a scan, and ON CONFLICT may depend on it`;
	let marks = 0;
	beforeAll(() => sql.unsafe('create table marker (id int)'));
	beforeEach(async () => {
		await sql.unsafe(`drop table if exists busy;
			create table busy (id int, code text, live bool); insert into busy values (1, 'a', true)`);
	});

	it.each([
		['its columns', 'create unique index one on busy (code)', '(code)'],
		['an expression', 'create unique index one on busy (lower(code))', '(lower(code))'],
		['a predicate', 'create unique index one on busy (code) where live', '(code) where live'],
		['an INCLUDE', 'create unique index one on busy (code) include (id)', '(code)'],
	])('is never dropped if ON CONFLICT finds it by %s, even without scans', async (_how, create, target) => {
		await sql.unsafe(create);
		const upsert = `insert into busy values (2, 'a', true) on conflict ${target} do update set id = busy.id + 1
			returning id`;
		const session = database.session();
		const oid = await oidOf(database, 'one');
		// To keep a duplicate out reads the index, and counts as no scan of it.
		const insert = session.unsafe("insert into busy values (2, 'a', true)");
		expect(await failureOf(insert.then())).toMatchObject({code: '23505'});
		await session.unsafe('select * from marker');
		await session.end();
		await untilScans(database, 'marker', ++marks);
		const scans = async () =>
			(await sql<{n: number}[]>`select pg_stat_get_numscans(${oid}::int8::oid)::int as n`)[0]?.n;
		expect(await scans()).toBe(0);
		const plan = await operator.plan({action: 'drop-indexes', oids: [oid]});
		expect(blocking(plan)).toEqual([reason('one')]);
		expect(() => operator.begin(plan)).toThrow(RefusedError);

		// ON CONFLICT finds it, which does count; before the first one nothing tells.
		for (const id of [2, 3, 4]) expect([...(await sql.unsafe(upsert))]).toEqual([{id}]);
		await until(scans, n => n === 3);

		// Without it the very statement fails, which is why.
		await sql`drop index one`;
		expect(await failureOf(sql.unsafe(upsert).then())).toMatchObject({code: '42P10'});
	});

	it('stays if it became unique after the plan', async () => {
		await sql`create index one on busy (code)`;
		const plan = await operator.plan({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});
		await sql.unsafe('drop index one; create unique index one on busy (code)');
		expect((await operator.run(plan)).note).toBe('not run: the index no longer exists');
		expect(await exists(database, 'one')).toBe(true);
	});
});
