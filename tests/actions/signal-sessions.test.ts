import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {signalOutcome} from '../../source/actions/sessions/signal-outcome.ts';
import {readSessions} from '../../source/queries/sessions/sessions.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, failureOf, hold, pidOf, until, untilWaiting} from '../helpers/scenario.ts';
import {blocking, details, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('signals to sessions on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const reader = database.reader();
	const anna = await database.createRole();
	const asAnna = () => openOperator(database.connection(anna));
	const keyOf = async (pid: number) => {
		const {rows} = await readSessions(reader, version * 10_000, [pid], 1);
		return {pid, backendStart: rows[0]?.backendStart ?? null};
	};
	const isThere = async (pid: number) =>
		(await sql`select from pg_stat_activity where pid = ${pid}`).length > 0;
	const running = async (text = 'select pg_sleep(600)') => {
		const found = await begin(database, text);
		onTestFinished(async () => {
			await sql`select pg_terminate_backend(${found.pid})`;
		});
		await until(
			() =>
				sql`select from pg_stat_activity where pid = ${found.pid} and state = 'active' and query = ${text}`,
			rows => rows.length === 1,
		);
		return found;
	};

	beforeAll(async () => {
		await sql`create table orders (id int primary key, state int)`;
		await sql`insert into orders values (1, 0), (2, 0)`;
		await sql.unsafe(`grant all on orders to ${anna.user}`);
	});

	it('cancel a statement and report that it ended', async () => {
		const operator = await openOperator(database.connection());
		const sleeping = await running();
		const plan = await operator.plan({action: 'cancel-backends', sessions: [await keyOf(sleeping.pid)]});
		expect(plan).toMatchObject({
			risk: 'low',
			units: [{title: expect.stringContaining(`of session ${sleeping.pid}`)}],
		});
		expect(blocking(plan)).toEqual([]);
		const run = await operator.run(plan);
		expect(run).toMatchObject({
			status: 'done',
			units: [
				{
					state: 'done',
					note: expect.stringMatching(/^the statement ended after .*; the session is idle$/),
				},
			],
		});
		expect(await failureOf(sleeping.result)).toMatchObject({code: '57014'});
		expect(await isThere(sleeping.pid)).toBe(true);
		expect(operator.entries('done')).toMatchObject([
			{action: 'cancel-backends', target: {kind: 'session', pid: sleeping.pid}, result: run.units[0]?.note},
		]);
	});

	it('terminate a session idle in transaction, with its locks and the sessions that it blocks', async () => {
		const operator = await openOperator(database.connection());
		const root = await hold(
			database,
			"set local application_name = 'night job'",
			'update orders set state = 1',
		);
		const behind = await begin(database, 'begin; lock table orders in access exclusive mode');
		await untilWaiting(database, behind);
		const key = await keyOf(root.pid);
		const cancel = await operator.plan({action: 'cancel-backends', sessions: [key]});
		expect(blocking(cancel)).toEqual([
			`session ${root.pid}: idle in transaction, no statement to cancel. Terminate the session to roll back its transaction`,
		]);

		const plan = await operator.plan({action: 'terminate-backends', sessions: [key]});
		expect(plan).toMatchObject({
			risk: 'high',
			title: expect.stringMatching(/^Terminate session \d+ "night job" of /),
		});
		expect(details(plan, 'info').join('\n')).toMatch(
			new RegExp(
				`^session ${root.pid}: "night job" of .* in ${database.name}, idle in transaction for .*\\. Last statement: update orders set state = 1\nsession ${root.pid}: holds ROW EXCLUSIVE on orders.*\nsession ${root.pid}: blocks 1 session`,
			),
		);
		expect(details(plan, 'warn').join('\n')).toMatch(
			new RegExp(`session ${root.pid}: its transaction of .* has written \\(xid \\d+\\) and rolls back`),
		);
		expect(await operator.run(plan)).toMatchObject({
			status: 'done',
			units: [{state: 'done', note: expect.stringMatching(/^the session ended after /)}],
		});
		expect(await isThere(root.pid)).toBe(false);
		await behind.result;
		await sql`select pg_terminate_backend(${behind.pid})`;
		expect(await sql`select state from orders where id = 1`).toEqual([{state: 0}]);
	});

	it('reach neither a later statement nor a session that reused the PID', async () => {
		const operator = await openOperator(database.connection());
		const first = database.session();
		const pid = await pidOf(first);
		const sleep = first.unsafe('select pg_sleep(600)').then(
			() => 'ran through',
			() => 'cancelled',
		);
		await until(
			() => sql`select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`,
			rows => rows.length === 1,
		);
		const plan = await operator.plan({action: 'cancel-backends', sessions: [await keyOf(pid)]});
		await sql`select pg_cancel_backend(${pid})`;
		expect(await sleep).toBe('cancelled');
		const later = first.unsafe('select pg_sleep(600) /* later */').catch(() => undefined);
		await until(
			() =>
				sql`select from pg_stat_activity where pid = ${pid} and query like '%later%' and state = 'active'`,
			rows => rows.length === 1,
		);
		expect(await operator.run(plan)).toMatchObject({
			status: 'done',
			units: [{state: 'done', note: 'the statement had already ended: no signal sent'}],
		});
		expect(await sql`select state from pg_stat_activity where pid = ${pid}`).toEqual([{state: 'active'}]);

		const other = {pid, backendStart: '2020-01-01T00:00:00.000000Z'};
		expect(await failureOf(operator.plan({action: 'terminate-backends', sessions: [other]}))).toMatchObject({
			message: 'The session has already ended. There is nothing to do.',
		});
		const both = await operator.plan({action: 'terminate-backends', sessions: [other, await keyOf(pid)]});
		expect(both.units).toHaveLength(1);
		expect(details(both, 'warn')[0]).toMatch(
			new RegExp(`^session ${pid}: skipped: the PID now belongs to another session, ${pid} .*$`),
		);

		const doomed = await operator.plan({action: 'terminate-backends', sessions: [await keyOf(pid)]});
		await sql`select pg_terminate_backend(${pid})`;
		await later;
		await until(
			() => isThere(pid),
			there => !there,
		);
		expect(await operator.run(doomed)).toMatchObject({
			status: 'done',
			units: [{note: 'the session had already ended: no signal sent'}],
		});
	});

	it('are sent to all marked sessions, even when one fails', async () => {
		const operator = await openOperator(database.connection());
		const sleepers = [await running(), await running(), await running()];
		const idle = database.session();
		const idlePid = await pidOf(idle);
		const sessions = await Promise.all([...sleepers.map(({pid}) => pid), idlePid].map(keyOf));
		const plan = await operator.plan({action: 'cancel-backends', sessions});
		expect(plan.title).toBe('Cancel 3 statements');
		expect(details(plan, 'warn')).toContain(`session ${idlePid}: skipped: idle, no statement to cancel`);
		await sql`select pg_terminate_backend(${sleepers[0]?.pid ?? 0})`;
		await until(
			() => isThere(sleepers[0]?.pid ?? 0),
			there => !there,
		);
		const {units, status} = await operator.run(plan);
		expect(status).toBe('done');
		expect(units.map(({note}) => note?.replace(/ after [^;]*/, ''))).toEqual([
			'the session had already ended: no signal sent',
			'the statement ended; the session is idle',
			'the statement ended; the session is idle',
		]);
	});

	it('report a statement that goes on', async () => {
		const stubborn = await running(
			'do $$ begin loop begin perform pg_sleep(600); exception when query_canceled then null; end; end loop; end $$',
		);
		const [row] = (await readSessions(reader, version * 10_000, [stubborn.pid], 1)).rows;
		const notes: (string | undefined)[] = [];
		const after = {
			answers: [[{signaled: true}]],
			signal: new AbortController().signal,
			note: (text: string | undefined) => notes.push(text),
		};
		const target = {
			kind: 'session',
			signal: 'cancel',
			pid: stubborn.pid,
			backendStart: row?.backendStart ?? '',
			queryStart: row?.queryStart ?? '',
		} as const;
		expect(await signalOutcome(reader, target, after, 250)).toEqual({
			unachieved: {
				code: 'statement-still-running',
				facts: {waitedMs: 250, state: 'active', wait: 'Timeout:PgSleep'},
				text: "the statement still runs after 250 ms (waits on Timeout:PgSleep): it rolls back, or can't be interrupted at this point. Wait, or terminate the session",
			},
		});
		expect(notes).toEqual([`Signal sent to session ${stubborn.pid}: waiting for its effect.`]);
		expect(await signalOutcome(reader, {...target, signal: 'terminate'}, after, 250)).toMatchObject({
			unachieved: {
				code: 'session-still-there',
				text: expect.stringMatching(
					/^the session is still there after 250 ms \(active; waits on Timeout:PgSleep\)/,
				),
			},
		});
		const gone = database.reader();
		await gone.close();
		expect(await signalOutcome(gone, target, after)).toMatchObject({
			unachieved: {code: 'unknown', text: expect.stringContaining('its effect could not be read')},
		});
		const stopped = {...after, signal: AbortSignal.abort()};
		expect(await signalOutcome(reader, target, stopped)).toEqual({
			unachieved: {code: 'not-awaited', facts: {}, text: 'signal sent, its effect was not waited for'},
		});
	});

	it('without effect fail, and the remaining ones are sent', async () => {
		const operator = await openOperator(database.connection());
		const stubborn = await running(
			'do $$ begin loop begin perform pg_sleep(600); exception when query_canceled then null; end; end loop; end $$',
		);
		const sleeping = await running();
		const sessions = [await keyOf(stubborn.pid), await keyOf(sleeping.pid)];
		const {status, units} = await operator.act({action: 'cancel-backends', sessions});
		expect(status).toBe('failed');
		expect(units).toMatchObject([
			{state: 'failed', note: expect.stringContaining('the statement still runs after 10 s')},
			{state: 'done', note: expect.stringContaining('the statement ended')},
		]);
		expect(operator.events().map(event => event.split(':')[0])).toEqual([
			'started',
			'failed',
			'started',
			'done',
		]);
	});

	it('can be interrupted, which skips the remaining ones', async () => {
		const operator = await openOperator(database.connection());
		const stubborn = await running(
			'do $$ begin loop begin perform pg_sleep(600); exception when query_canceled then null; end; end loop; end $$',
		);
		const sleeping = await running();
		const sessions = [await keyOf(stubborn.pid), await keyOf(sleeping.pid)];
		const run = operator.begin(await operator.plan({action: 'cancel-backends', sessions}));
		await run.sees(({note}) => note?.includes('waiting for its effect') === true);
		run.cancel();
		const {status, units} = await run.result;
		expect(status).toBe('cancelled');
		expect(units).toMatchObject([
			{state: 'failed', note: 'signal sent, its effect was not waited for'},
			{state: 'skipped'},
		]);
		expect(await sql`select state from pg_stat_activity where pid = ${sleeping.pid}`).toEqual([
			{state: 'active'},
		]);
	});

	describe('are not sent', () => {
		it('to superuser sessions by a plain role, or to other roles without the privilege', async () => {
			const operator = await asAnna();
			const monitor = await database.createRole(['pg_read_all_stats']);
			const looking = await openOperator(database.connection(monitor));
			const root = await running();
			const key = await keyOf(root.pid);
			expect(
				blocking(
					await operator.plan({action: 'terminate-backends', sessions: [{...key, backendStart: null}]}),
				),
			).toEqual([
				`session ${root.pid}: its start time is hidden from this role, so pgdeck can't tell it from a later session with the same PID. To allow it: GRANT pg_read_all_stats TO ${anna.user};`,
			]);
			expect(await looking.plan({action: 'terminate-backends', sessions: [key]})).toMatchObject({
				title: expect.stringMatching(new RegExp(`^Terminate session ${key.pid} `)),
				units: [],
			});
			expect(blocking(await looking.plan({action: 'terminate-backends', sessions: [key]}))).toEqual([
				`session ${root.pid}: belongs to a superuser: only a superuser may signal it`,
			]);

			const other = database.reader(anna);
			const [own] = await other.read(asked => asked`select pg_backend_pid() as pid`);
			const annas = await keyOf(Number(own?.pid));
			const plan = await looking.plan({action: 'terminate-backends', sessions: [annas]});
			expect(blocking(plan)).toEqual([
				`session ${annas.pid}: belongs to ${anna.user}: this role may not signal it. To allow it: GRANT pg_signal_backend TO ${monitor.user};`,
			]);
			await sql.unsafe(`grant pg_signal_backend to ${monitor.user}`);
			expect(await looking.act({action: 'terminate-backends', sessions: [annas]})).toMatchObject({
				status: 'done',
				units: [{note: expect.stringContaining('the session ended')}],
			});
		});

		it('to a pgdeck of the same role and host', async () => {
			const operator = await openOperator(database.connection());
			const [own] = await reader.read(asked => asked`select pg_backend_pid() as pid`);
			const plan = await operator.plan({
				action: 'terminate-backends',
				sessions: [await keyOf(Number(own?.pid))],
			});
			expect(blocking(plan).join()).toContain('is a pgdeck of your role on this host');
		});

		it('to the server itself', async () => {
			const operator = await openOperator(database.connection());
			const [launcher] = await sql<{pid: number}[]>`
				select pid from pg_stat_activity where backend_type = 'checkpointer'`;
			const key = await keyOf(launcher?.pid ?? 0);
			expect(blocking(await operator.plan({action: 'terminate-backends', sessions: [key]}))).toEqual([
				`session ${key.pid}: checkpointer: pgdeck signals client sessions and autovacuum workers only`,
			]);
		});

		it('in read-only mode', async () => {
			const operator = await openOperator(database.connection(), {readOnly: true});
			const sleeping = await running();
			const plan = await operator.plan({action: 'cancel-backends', sessions: [await keyOf(sleeping.pid)]});
			expect(blocking(plan)[0]).toContain('pgdeck is read-only');
		});

		it('in production before the database name is typed', async () => {
			const operator = await openOperator(database.connection(), {production: true});
			const sleeping = await running();
			const plan = await operator.plan({action: 'cancel-backends', sessions: [await keyOf(sleeping.pid)]});
			expect(plan.typedWord).toBe(database.name);
		});
	});

	it('do not reach a prepared transaction, which is rolled back by its identifier', async () => {
		const operator = await openOperator(database.connection());
		const gid = `it's \\ orphan ${database.name}`;
		const preparing = await hold(database, 'update orders set state = 5');
		await preparing.sql`prepare transaction ${preparing.sql.unsafe(`E'${gid.replaceAll(/['\\]/g, found => `\\${found}`)}'`)}`;
		const plan = await operator.plan({action: 'rollback-prepared', gid});
		expect(plan).toMatchObject({risk: 'irreversible', typedWord: gid});
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'warn')[0]).toContain('lost for good');
		const annas = await (await asAnna()).plan({action: 'rollback-prepared', gid});
		expect(blocking(annas)).toEqual([
			`belongs to ${database.server.user}: only that role or a superuser may end it`,
		]);
		expect(await operator.run(plan)).toMatchObject({
			status: 'done',
			units: [{state: 'done', note: 'rolled back, its locks are released'}],
		});
		expect(await sql`select from pg_prepared_xacts where gid = ${gid}`).toHaveLength(0);
		expect(await sql`select state from orders where id = 1`).toEqual([{state: 0}]);
		expect(await failureOf(operator.plan({action: 'rollback-prepared', gid}))).toMatchObject({
			message: expect.stringContaining('no longer exists'),
		});
	});
});
