import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(versions)('pgdeck sessions and blocking on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;

	const state = mkdtempSync(path.join(tmpdir(), 'pgdeck-state-'));
	const run = (args: readonly string[]) => runProgram(args, {XDG_STATE_HOME: state});
	afterAll(() => rmSync(state, {recursive: true}));

	beforeAll(async () => {
		await sql`create table orders (id int)`;
		await sql`insert into orders values (1)`;
	});

	it('list sessions and blockers as text and JSON', async () => {
		const root = await hold(database, "set local application_name = 'night job'", 'update orders set id = 2');
		const waiting = await begin(database, 'begin; lock table orders in access exclusive mode');
		await untilWaiting(database, waiting);

		const listed = await run(['sessions', database.uri()]);
		expect(listed.code).toBe(0);
		expect(listed.out).toMatch(new RegExp(`${root.pid} .*night job .*idle in transaction`));
		const {out} = await run(['sessions', 'list', '--json', database.uri()]);
		expect(JSON.parse(out)).toMatchObject({
			status: 'ok',
			value: {
				rows: expect.arrayContaining([expect.objectContaining({pid: root.pid, application: 'night job'})]),
			},
		});

		const tree = await run(['blocking', database.uri()]);
		expect(tree.out).toMatch(
			new RegExp(
				`^  ${root.pid} "night job" of .*: idle in transaction, .*blocks 1 session.*\n    ${waiting.pid} .*of .*: active, .*blocked for .*, waits for orders ACCESS EXCLUSIVE`,
				'm',
			),
		);
		const graph = JSON.parse((await run(['blocking', '--json', database.uri()])).out);
		expect(graph.value.parties.map(({pid}: {pid: number}) => pid)).toEqual(
			expect.arrayContaining([root.pid, waiting.pid]),
		);
		await sql`select pg_terminate_backend(${waiting.pid})`;
		await root.release();
	});

	it('cancel and terminate after confirmation', async () => {
		const sleeping = await begin(database, 'select pg_sleep(600)');
		await until(
			() => sql`select from pg_stat_activity where pid = ${sleeping.pid} and wait_event = 'PgSleep'`,
			rows => rows.length === 1,
		);
		const pid = String(sleeping.pid);
		const dry = await run(['sessions', 'cancel', pid, '--dry-run', database.uri()]);
		expect([dry.code, dry.out]).toEqual([0, expect.stringContaining(`Statement: select pg_sleep(600)`)]);
		expect((await run(['sessions', 'cancel', pid, database.uri()])).code).toBe(3);
		expect((await run(['sessions', 'cancel', pid, '--yes', '--read-only', database.uri()])).code).toBe(3);
		expect(await sql`select state from pg_stat_activity where pid = ${sleeping.pid}`).toEqual([
			{state: 'active'},
		]);

		const cancelled = await run(['sessions', 'cancel', pid, '--yes', '--json', database.uri()]);
		expect(cancelled.code).toBe(0);
		expect(JSON.parse(cancelled.out)).toMatchObject({
			status: 'done',
			units: [{note: expect.stringContaining('the statement ended after')}],
		});
		const ended = await run(['sessions', 'terminate', pid, '--yes', database.uri()]);
		expect([ended.code, ended.error]).toEqual([0, expect.stringContaining('the session ended after')]);
		const again = await run(['sessions', 'terminate', pid, '--yes', database.uri()]);
		expect([again.code, again.error]).toEqual([
			0,
			expect.stringContaining('The session has already ended. There is nothing to do.'),
		]);
	});
});
