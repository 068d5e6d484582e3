import {beforeEach, describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {actionWaits, exists, journalLines, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('dropping indexes of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const planOf = async (...names: readonly string[]) =>
		operator.plan({
			action: 'drop-indexes',
			oids: await Promise.all(names.map(name => oidOf(database, name))),
		});
	const begin = async (...names: readonly string[]) => operator.begin(await planOf(...names));
	const validity = async (name: string) =>
		(
			await sql<
				{valid: boolean}[]
			>`select indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`
		)[0]?.valid;
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int, n int); insert into busy select n, n from generate_series(1, 1000) n;
			create index one on busy (id); create index two on busy (n); create index three on busy (id, n)`);
	});

	it('plans each statement with size, lock and undo', async () => {
		const plan = await planOf('one', 'two');
		expect(plan).toMatchObject({title: 'Drop 2 unused indexes, 80.0 kB', risk: 'high'});
		expect(plan.units).toMatchObject([
			{
				title: 'Drop index public.one',
				transactional: false,
				statements: [
					{text: 'DROP INDEX CONCURRENTLY public.one', lock: 'SHARE UPDATE EXCLUSIVE', on: ['public.busy']},
				],
				undo: ['CREATE INDEX CONCURRENTLY one ON public.busy USING btree (id)'],
			},
			{statements: [{text: 'DROP INDEX CONCURRENTLY public.two'}]},
		]);
		expect(await exists(database, 'one')).toBe(true);
	});

	it('shows the space it saves and the sessions it would wait for', async () => {
		const holder = await hold(database, 'select from busy limit 1');
		const {checks} = await planOf('one', 'two');
		const said = checks.map(checkLine).join('\n');
		expect(said).toMatch(
			/^public\.busy: saves 80\.0 kB, and 2 of the 3 indexes \(67 %\) that each write maintains: /m,
		);
		expect(said).toMatch(`waits for session ${holder.pid} `);
	});

	it.each([
		['create index twin on busy (id)', 'twin', 'one', 'Drop index public.twin'],
		['create index wide on busy (n desc nulls last, id) include (n)', 'wide', 'two', undefined],
		['create index wide on busy (n desc, id desc)', 'wide', 'two', 'Drop index public.two'],
		['create index wide on busy (n, id)', 'wide', 'two', 'Drop index public.two'],
		['create index wide on busy (n) where id > 1', 'wide', 'two', undefined],
		['create index wide on busy (n) include (id)', 'wide', 'two', 'Drop index public.two'],
		['create index wide on busy using hash (n)', 'wide', 'two', undefined],
	])('never drops both of a pair: %s', async (make, name, other, only) => {
		await sql.unsafe(make);
		const plan = await planOf(name, other);
		const titles = plan.units.map(({title}) => title);
		if (only === undefined) expect(titles).toHaveLength(2);
		else {
			expect(titles).toEqual([only]);
			expect(plan.checks.map(checkLine).join()).toMatch(
				/public\.\w+: left out: it serves the queries of public\.\w+, which this plan drops/,
			);
		}
	});

	it('never drops all of a chain', async () => {
		await sql`create index wide on busy (id, n) include (id)`;
		// The index one is a prefix of three, which is a prefix of wide.
		const plan = await planOf('wide', 'three', 'one');
		expect(plan.units.map(({title}) => title)).toEqual(['Drop index public.one']);
		expect(plan.checks.filter(({code}) => code === 'twin-kept')).toHaveLength(2);
	});

	it('drops one at a time, and stops at the first failure', async () => {
		const holder = await hold(database, 'lock table busy in share mode');
		const run = await begin('one', 'two');
		const {units} = await run.sees(({waitingFor}) => waitingFor.length > 0);
		expect(units.map(({state}) => state)).toEqual(['running', 'waiting']);
		await sql`select pg_cancel_backend(${await actionWaits(database, holder.pid)})`;
		const progress = await run.result;
		expect(progress.status).toBe('failed');
		expect(progress.units.map(({state}) => state)).toEqual(['failed', 'skipped']);
		expect(progress.note).toBe('canceling statement due to user request. Now the index is unchanged');
		await holder.release();
		expect((await (await begin('one', 'two')).result).status).toBe('done');
		expect([
			await exists(database, 'one'),
			await exists(database, 'two'),
			await exists(database, 'three'),
		]).toEqual([false, false, true]);
	});

	it('journals the definition before the statement is sent', async () => {
		const holder = await hold(database, 'lock table busy in share mode');
		const run = await begin('one');
		await actionWaits(database, holder.pid);
		expect(await validity('one')).toBe(true);
		expect((await run.sees(({state}) => state !== undefined)).state).toMatch(/^waiting: the index is valid/);
		expect(journalLines(operator.journal).at(-1)).toMatchObject({
			event: 'started',
			action: 'drop-indexes',
			statements: ['DROP INDEX CONCURRENTLY public.one'],
			undo: ['CREATE INDEX CONCURRENTLY one ON public.busy USING btree (id)'],
			target: {kind: 'index', name: 'public.one'},
		});
		await holder.release();
		await run.result;
		expect(operator.events().slice(-2)).toEqual([
			'started: Drop index public.one',
			'done: Drop index public.one',
		]);
	});

	it('names the session it waits for', async () => {
		const holder = await hold(
			database,
			"set local application_name = 'night job'",
			'select from busy limit 1',
		);
		const run = await begin('one');
		// Nobody waits for it: readers and writers go on.
		await actionWaits(database);
		await sql`insert into busy values (2000, 2000)`;
		expect((await sql`select id from busy where id = 2000`).length).toBe(1);
		const {waitingFor, statement, state} = await run.sees(
			progress => progress.waitingFor.length > 0 && progress.state?.startsWith('INVALID') === true,
		);
		expect(state).toMatch(/after a cancel it stays INVALID, to be dropped again or restored$/);
		expect(waitingFor).toMatchObject([
			{pid: holder.pid, application: 'night job', state: 'idle in transaction'},
		]);
		expect(statement).toBe('DROP INDEX CONCURRENTLY public.one');
		await holder.release();
		expect(await run.result).toMatchObject({status: 'done', waitingFor: [], statement: undefined});
	});

	it('keeps the index if canceled before the server begins', async () => {
		const holder = await hold(database, 'lock table busy in share mode');
		const run = await begin('one', 'two');
		await actionWaits(database, holder.pid);
		run.cancel();
		const progress = await run.result;
		expect(progress.status).toBe('cancelled');
		expect(progress.units.map(({state, note}) => [state, note])).toEqual([
			['failed', 'It was canceled. Now the index is unchanged'],
			['skipped', undefined],
		]);
		await holder.release();
		expect([await validity('one'), await validity('two')]).toEqual([true, true]);
	});

	it.each(['cancelled', 'cut off'] as const)(
		'%s midway, leaves it INVALID and gives the next step',
		async how => {
			const holder = await hold(database, 'select from busy limit 1');
			const run = await begin('one', 'two');
			const pid = await actionWaits(database, holder.pid);
			expect(await validity('one')).toBe(false);
			if (how === 'cancelled') run.cancel();
			else await sql`select pg_terminate_backend(${pid})`;
			const {status, note, units} = await run.result;
			expect(status).toBe(how === 'cancelled' ? 'cancelled' : 'failed');
			const id = units[0]?.id;
			expect(note).toBe(
				`${how === 'cancelled' ? 'It was canceled.' : 'The connection to the server was lost.'} Now the index is INVALID: queries do not use it, writes still maintain it. Drop it again, or restore it: pgdeck indexes undo ${id}`,
			);
			expect(operator.entries('failed').at(-1)).toMatchObject({id, result: note});
			await holder.release();
			expect(await exists(database, 'two')).toBe(true);
			expect((await (await begin('one')).result).status).toBe('done');
			expect(await exists(database, 'one')).toBe(false);
		},
	);

	it('drops the right one of two with the same name', async () => {
		await sql.unsafe(`drop schema if exists s cascade; create schema s; create table s.busy (id int);
			create index one on s.busy (id)`);
		const plan = await planOf('s.one');
		expect((await operator.run(plan)).status).toBe('done');
		expect([await exists(database, 'public.one'), await exists(database, 's.one')]).toEqual([true, false]);
		expect((await operator.act({action: 'undo-drop', id: `${plan.id}.1`})).status).toBe('done');
		expect(await exists(database, 's.one')).toBe(true);
	});

	it('handles hostile names', async () => {
		const names = [
			'Upper',
			'do.t',
			'qu"ote',
			"apo'strophe",
			'new\nline',
			'\u001b[2J\u202e',
			'select',
			'ü',
			'; drop table busy; --',
		];
		await sql.unsafe('create schema "S.""x"; create table "S.""x"."T" ()');
		const quoted = names.map(name => `"${name.replaceAll('"', '""')}"`);
		for (const [place, name] of quoted.entries()) {
			await sql.unsafe(
				`alter table "S.""x"."T" add c${place} int; create index ${name} on "S.""x"."T" (c${place})`,
			);
		}
		const progress = await (await begin(...quoted.map(name => `"S.""x".${name}`))).result;
		expect(progress.units.map(({state}) => state)).toEqual(names.map(() => 'done'));
		expect([...(await sql`select * from pg_indexes where schemaname like 'S.%'`)]).toEqual([]);
		const shown = JSON.stringify(progress.units.map(({title, note}) => [title, note]));
		expect(shown).toContain('\\\\x1b[2J\\\\u202e');
		expect(shown).not.toMatch(/\\u001b|\u202e/);
		expect(await exists(database, 'busy')).toBe(true);
	});
});
