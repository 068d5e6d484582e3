import {describe, expect, it, onTestFinished} from 'vitest';
import {readSessions} from '../../source/queries/sessions/sessions.ts';
import {versions} from '../helpers/database.ts';
import {failureOf, pidOf, until} from '../helpers/scenario.ts';
import {blocking, openOperator} from '../helpers/scenario-actions.ts';
import {createServer} from '../helpers/scenario-server.ts';
import {createStandby} from '../helpers/standby.ts';

describe.each(versions)('signals on a standby of PostgreSQL %d', async version => {
	const primary = await createServer(version, {wal_level: 'replica', full_page_writes: 'on'});
	const admin = primary.session();
	await admin`set synchronous_commit = on`;
	const standby = await createStandby(version, primary, {name: 'standby_a'});
	const reader = standby.reader('sampling');
	const sessionOf = async (pid: number) =>
		(await readSessions(reader, version * 10_000, [pid], 1)).rows.map(row => ({
			pid,
			backendStart: row.backendStart,
		}));
	const busy = async () => {
		const sql = standby.session();
		onTestFinished(() => sql.end({timeout: 0}));
		const pid = await pidOf(sql);
		const result = failureOf(sql`select pg_sleep(600)`);
		await until(
			() =>
				reader.read(own => own`select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`),
			rows => rows.length === 1,
		);
		return {pid, result};
	};

	it.each([
		['cancel-backends', '57014', /^the statement ended after/],
		['terminate-backends', expect.stringMatching(/^(57P01|CONNECTION_CLOSED)$/), /^the session ended after/],
	] as const)('%s end a query there and are journaled', async (action, code, note) => {
		const operator = await openOperator(standby.connection());
		expect(operator.server.inRecovery).toBe(true);
		const {pid, result} = await busy();
		const plan = await operator.plan({action, sessions: await sessionOf(pid)});
		expect(blocking(plan)).toEqual([]);
		const run = await operator.run(plan);
		expect(run).toMatchObject({status: 'done', units: [{state: 'done', note: expect.stringMatching(note)}]});
		expect(await result).toMatchObject({code});
		expect(operator.entries('done')).toMatchObject([{action, target: {kind: 'session', pid}}]);
	});

	it('do not reach a session that reused the PID', async () => {
		const {pid} = await busy();
		const [session] = await sessionOf(pid);
		const operator = await openOperator(standby.connection());
		const plan = await operator.plan({
			action: 'terminate-backends',
			sessions: [session ?? {pid, backendStart: ''}],
		});
		const [unit] = plan.units;
		const statement = unit?.statements[0];
		if (!unit || !statement) throw new Error('The plan has a unit of one statement.');
		const other = {...statement, parameters: [pid, '2020-01-01T00:00:00.000000Z']};
		const run = await operator.run({...plan, units: [{...unit, statements: [other]}]});
		expect(run.units[0]?.note).toBe('the session is no longer the planned one: no signal sent');
	});

	it('do not permit an action that writes', async () => {
		const operator = await openOperator(standby.connection());
		const plan = await operator.plan({
			action: 'terminate-backends',
			sessions: await sessionOf((await busy()).pid),
		});
		const forged = operator.begin({...plan, action: 'rollback-prepared'});
		expect((await failureOf(forged.result)).message).toContain('This server is a standby');
	});
});
