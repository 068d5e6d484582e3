import {describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {failureOf, until} from '../helpers/scenario.ts';
import {migration, migrationFolder, openOperator} from '../helpers/scenario-actions.ts';
import {createServer} from '../helpers/scenario-server.ts';

describe.each(versions)('a server of PostgreSQL %d that an action runs on', async version => {
	const server = await createServer(version);
	const migrations = migrationFolder({
		'1_a.sql': migration('create table one (id int);\ninsert into one select pg_sleep(600)::text::int;'),
		'2_b.sql': migration('create table two (id int);'),
	});
	const operator = await openOperator(server.connection(), {migrations});
	const request = {action: 'apply-migrations', which: 'all'} as const;

	it('dies: the run ends and reports the known state', async () => {
		const run = operator.begin(await operator.plan(request));
		await run.sees(({statement}) => statement?.includes('pg_sleep') === true);
		await server.kill();
		const progress = await run.result;
		expect(progress.status).toBe('failed');
		expect(progress.units.map(({state}) => state)).toEqual(['done', 'failed', 'skipped']);
		// Some servers still say why, and some are gone before.
		expect(progress.note).toMatch(
			/^1_a\.sql:3: The connection to the server was lost\. All of it was rolled back\.( The server says: .*)?$/s,
		);
		expect(operator.events().slice(-2)).toEqual(['started: Apply 1_a.sql', 'failed: Apply 1_a.sql']);
	});

	it('is unreachable: the run ends before its first statement', async () => {
		await server.start();
		const plan = await operator.plan(request);
		await server.kill();
		const before = operator.journal.read().length;
		const progress = await operator.run(plan);
		expect(progress).toMatchObject({
			status: 'failed',
			note: expect.stringContaining('No server listens there'),
		});
		expect(progress.units.every(({state}) => state === 'skipped')).toBe(true);
		expect(operator.journal.read()).toHaveLength(before);
		await server.start();
	});

	it('became a standby after the plan: nothing runs', async () => {
		const plan = await operator.plan(request);
		const admin = server.session();
		await admin.unsafe('checkpoint');
		await admin.unsafe(`copy (select '') to '${server.directory}/data/standby.signal'`);
		await server.kill();
		await server.start();
		const before = operator.journal.read().length;
		const failure = await failureOf(operator.run(plan));
		expect(failure).toMatchObject({
			message: 'The server is a standby now. Connect to its primary.',
			exitCode: 3,
		});
		expect(operator.journal.read()).toHaveLength(before);

		const onStandby = await until(
			() => openOperator(server.connection(), {migrations}),
			({server: {inRecovery}}) => inRecovery,
		);
		const blocked = await onStandby.plan(request);
		expect(blocked.checks).toContainEqual(
			expect.objectContaining({
				code: 'standby',
				verdict: 'block',
				text: 'This server is a standby, which accepts no changes. Connect to its primary.',
			}),
		);
		// Even where someone gets around the checks.
		const forged = onStandby.begin({...blocked, checks: []});
		expect((await failureOf(forged.result)).message).toContain('This server is a standby');
		await admin.end();
	});
});
