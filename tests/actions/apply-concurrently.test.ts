import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {
	actionWaits,
	blocking,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(versions)('a migration of PostgreSQL %d that builds an index CONCURRENTLY', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const begin = async (text: string) => {
		files['1_a.sql'] = migration(text, '', outside);
		return operator.begin(await operator.plan({action: 'apply-migrations', which: 'all'}));
	};
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public; create table busy (id int)');
	});

	it('reports after a cancel how far it got, what it left behind and the next step', async () => {
		const holder = await hold(database, 'insert into busy values (1)');
		const run = await begin('create table one (id int);\ncreate index concurrently "Slow" on busy (id);');
		const waiting = await run.sees(({build, waitingFor}) => build !== undefined && waitingFor.length > 0);
		expect(waiting.build).toMatchObject({
			phase: 'waiting for writers before build',
			lockersDone: 0,
			lockersTotal: 1,
		});
		expect(waiting.waitingFor).toMatchObject([{pid: holder.pid}]);
		run.cancel();
		const progress = await run.result;
		await holder.release();
		expect(progress).toMatchObject({status: 'cancelled', build: undefined, waitingFor: []});
		expect(progress.note).toBe(
			'1_a.sql:3: It was canceled. 1 of 2 statements is done and stays. Now the index "Slow" is INVALID. Drop it, then run this again: DROP INDEX CONCURRENTLY "Slow";',
		);
		expect(operator.entries('failed').at(-1)?.result).toBe(progress.note);
		expect(await ledgerOf(database)).toEqual([]);
		expect(blocking(await operator.plan({action: 'apply-migrations', which: 'all'}))).toEqual([
			'an INVALID index "Slow" is left by a failed build. Drop it first: DROP INDEX CONCURRENTLY "Slow";',
		]);
	});

	it('reports the same after the loss of its connection', async () => {
		const holder = await hold(database, 'insert into busy values (1)');
		const run = await begin('create index concurrently slow on busy (id);');
		await sql`select pg_terminate_backend(${await actionWaits(database, holder.pid)})`;
		const {note, status} = await run.result;
		expect(status).toBe('failed');
		expect(note).toContain('1_a.sql:2: The connection to the server was lost.');
		expect(note).toContain(
			'Now the index slow is INVALID. Drop it, then run this again: DROP INDEX CONCURRENTLY slow;',
		);
		await holder.release();
	});

	it('waits for writers, and names them', async () => {
		const holder = await hold(database, 'insert into busy values (1)');
		const run = await begin('create index concurrently slow on busy (id);');
		await run.sees(({build}) => build?.phase === 'waiting for writers before build');
		await holder.release();
		expect(await run.result).toMatchObject({status: 'done', build: undefined, waitingFor: []});
		expect([...(await sql`select indisvalid from pg_index where indexrelid = 'slow'::regclass`)]).toEqual([
			{indisvalid: true},
		]);
	});

	it('names the INVALID index after a duplicate key', async () => {
		await sql`insert into busy values (1), (1)`;
		const run = await begin('create unique index concurrently once on busy (id);');
		const {note} = await run.result;
		expect(note).toContain('Key (id)=(1) is duplicated. Now the index once is INVALID.');
	});

	it('IF NOT EXISTS does not accept an INVALID index that appeared after the plan', async () => {
		files['1_a.sql'] = migration('create index concurrently if not exists slow on busy (id);', '', outside);
		const plan = await operator.plan({action: 'apply-migrations', which: 'all'});
		await leaveInvalidIndex(database, 'busy', 'create index concurrently slow on busy (id)');
		const {status, note} = await operator.run(plan);
		expect(status).toBe('failed');
		expect(note).toBe(
			'1_a.sql:2: An INVALID index slow was already there, left by a failed build. Now the index slow is INVALID. Drop it, then run this again: DROP INDEX CONCURRENTLY slow;',
		);
		expect(await ledgerOf(database)).toEqual([]);
	});

	it('reports each phase of the build', async () => {
		const writer = await hold(database, 'insert into busy values (1)');
		const report = await hold(database, 'set transaction isolation level repeatable read', 'select 1');
		const run = await begin('create index concurrently slow on busy (id);');
		await run.sees(({build}) => build?.phase === 'waiting for writers before build');
		await writer.release();
		const {waitingFor} = await run.sees(({build}) => build?.phase === 'waiting for old snapshots');
		expect(waitingFor).toMatchObject([{pid: report.pid}]);
		await report.release();
		expect((await run.result).status).toBe('done');
	});
});
