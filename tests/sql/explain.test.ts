import {beforeAll, describe, expect, it} from 'vitest';
import type {ExplainFocus} from '../../source/domain/snapshot/detail.ts';
import {packSet} from '../../source/migrations/set.ts';
import {readCapabilities} from '../../source/queries/capabilities.ts';
import {createDetailReader} from '../../source/sampler/details.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {type TopicContext, Unsupported} from '../../source/sampler/engine/topic.ts';
import {readExplain} from '../../source/sampler/statements/explain.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {hold, pidOf} from '../helpers/scenario.ts';

describe.each(versions)('EXPLAIN of a session statement on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const anna = await database.createRole();
	const contextOf = async (role?: typeof anna): Promise<TopicContext> => {
		const reader = database.reader(role);
		const {server} = await openSession(reader, {host: 'x', port: 1, service: null, productionPatterns: []});
		const capabilities = await readCapabilities(reader);
		return {
			reader,
			apart: reader,
			now: new Date(),
			server,
			capabilities,
			windowHours: 1,
			afresh: false,
			shown: true,
		};
	};
	const context = await contextOf();
	const focusOn = (statement: string, change: Partial<ExplainFocus> = {}): ExplainFocus => ({
		kind: 'explain',
		pid: 1,
		backendStart: '',
		user: database.server.user,
		statement,
		shortened: false,
		...change,
	});
	const explain = (statement: string, change: Partial<ExplainFocus> = {}, from = context) =>
		readExplain(focusOn(statement, change), from);
	const planOf = async (...args: Parameters<typeof explain>) => {
		const found = await explain(...args);
		if (found instanceof Unsupported) throw new Error(found.why.text);
		return found;
	};
	const refusalOf = async (...args: Parameters<typeof explain>) => {
		const found = await explain(...args);
		return found instanceof Unsupported
			? `${found.why.text}${found.help === undefined ? '' : `. ${found.help}`}`
			: `explained: ${found.lines.join(' ')}`;
	};

	beforeAll(async () => {
		await sql`create table orders (id int primary key, state int)`;
		await sql.unsafe(`grant all on orders to ${anna.user}`);
	});

	it.each([
		['select * from orders where id = 1;', /Scan.* on orders/],
		['values (1), (2)', /Values Scan/],
		['with x as (select 1) select * from x -- the end', /Result/],
		['insert into orders values (1, 2)', /Insert on orders/],
		['update orders set state = 2', /Update on orders/],
		['/* first */ delete from orders', /Delete on orders/],
	])('plans %j without running it', async (statement, expected) => {
		const {lines, generic, role} = await planOf(statement);
		expect(lines.join('\n')).toMatch(expected);
		expect([generic, role]).toEqual([false, context.server.user]);
		expect(lines.join('\n')).not.toContain('actual');
		expect(await sql`select from orders`).toHaveLength(0);
	});

	it('makes a generic query plan for a statement with parameters, or gives the reason why not', async () => {
		const statement = 'select * from orders where id = $1 and state = $2';
		if (version < 16) {
			expect(await refusalOf(statement)).toMatch(/GENERIC_PLAN\) requires PostgreSQL 16/);
			return;
		}
		const {lines, generic} = await planOf(statement);
		expect(generic).toBe(true);
		expect(lines.join('\n')).toMatch(/id = \$1/);
	});

	it('plans one statement even if the server parses the text as two', async () => {
		await sql.unsafe(`alter database ${database.name} set standard_conforming_strings = off`);
		try {
			for (const parameter of version < 16 ? [''] : ['', ', $1::text']) {
				const text = `select 'a\\', '; commit; drop table orders; --'${parameter}`;
				expect((await planOf(text, {}, await contextOf())).lines.join()).toContain('Result');
			}
		} finally {
			await sql.unsafe(`alter database ${database.name} reset standard_conforming_strings`);
		}
		expect(await sql`select from orders`).toHaveLength(0);
	});

	it.each([
		['select 1; drop table orders', 'the text contains several statements, and EXPLAIN takes one'],
		['analyze orders', /^only SELECT, INSERT/],
		['vacuum orders', /^only SELECT, INSERT/],
		['create table made as select 1', /^only SELECT, INSERT/],
		['explain analyze delete from orders', /^only SELECT, INSERT/],
		['execute something', /^only SELECT, INSERT/],
		['begin', /^only SELECT, INSERT/],
		['analyze select 1', /the statement cannot be parsed/],
		["select * from orders where note = 'cut o", /may be cut off/],
		['-- nothing', 'the text contains no statement'],
	])('refuses %j', async (statement, expected) => {
		expect(await refusalOf(statement)).toMatch(expected);
	});

	it('mentions the search_path if a name is not found', async () => {
		expect(await refusalOf('select * from nowhere')).toMatch(
			/relation "nowhere" does not exist.* pgdeck can't see the search_path of the session/,
		);
	});

	it('plans with the role of the session', async () => {
		await sql.unsafe(`create function who() returns text language plpgsql immutable as
			$$ begin return current_user; end $$`);
		// The call is folded while it is planned, and its value stands in the filter.
		const statement = 'select * from orders where who() = id::text';
		const {lines, role} = await planOf(statement, {user: anna.user});
		expect(role).toBe(anna.user);
		expect(lines.join('\n')).toContain(`'${anna.user}'`);
		const annas = await planOf(statement, {user: database.server.user}, await contextOf(anna));
		expect([annas.role, annas.lines.join('\n').includes(`'${anna.user}'`)]).toEqual([anna.user, true]);
	});

	it('writes nothing, even if planning calls a function that writes', async () => {
		// An immutable function cannot write itself, so it calls a volatile one.
		const tries = async (name: string, statement: string) => {
			await sql.unsafe(`create function ${name}_does() returns int language plpgsql volatile as
				$$ begin ${statement}; return 1; end $$`);
			await sql.unsafe(`create function ${name}() returns int language plpgsql immutable as
				$$ begin return ${name}_does(); end $$`);
			return refusalOf(`select * from orders where id = ${name}()`);
		};
		expect(await tries('writes', 'insert into orders values (77, 7)')).toMatch(
			/cannot execute INSERT in a read-only transaction/,
		);
		expect(await tries('turns', "perform set_config('transaction_read_only', 'off', true)")).toMatch(
			/read-write mode/,
		);
		expect(await sql`select from orders`).toHaveLength(0);
	});

	it('does not wait for a lock', async () => {
		const holder = await hold(database, 'lock table orders in access exclusive mode');
		expect(await refusalOf('select * from orders')).toMatch(/lock timeout/);
		await holder.release();
	});

	it('reads the full text of a shortened statement if the session still runs it', async () => {
		const session = database.session();
		const pid = await pidOf(session);
		const long = `select * from orders where id in (${Array.from({length: 200}, (_unused, n) => n).join()})`;
		await session.unsafe(long);
		const [row] = await sql<{start: string; query: string}[]>`
			select to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as start, query
			from pg_stat_activity where pid = ${pid}`;
		expect(row?.query).toBe(long);
		const beginning = {pid, backendStart: row?.start ?? '', shortened: true};
		expect((await planOf(long.slice(0, 300), beginning)).lines.join(' ')).toContain('orders');
		await session.unsafe('select 2');
		expect(await refusalOf(long.slice(0, 300), beginning)).toMatch(/now runs another statement/);
		expect(await refusalOf(long.slice(0, 300), {...beginning, backendStart: 'other'})).toMatch(
			/another statement/,
		);
	});

	it('plans once for a row that stays open', async () => {
		const read = createDetailReader(undefined, undefined, packSet());
		const focus = focusOn('select * from orders');
		const first = await read(focus, context);
		expect(await read({...focus}, context)).toBe(first);
		expect(await read({...focus, statement: 'select 1'}, context)).not.toBe(first);
		const later = {...context, now: new Date(context.now.getTime() + 61_000)};
		expect(await read({...focus, statement: 'select 1'}, later)).not.toBe(first);
	});
});
