import {describe, expect, it} from 'vitest';
import {readSessions} from '../../source/queries/sessions/sessions.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, failureOf, until} from '../helpers/scenario.ts';
import {blocking, openOperator} from '../helpers/scenario-actions.ts';
import {createPooler} from '../helpers/scenario-pooler.ts';

describe.each(versions)('signals through a pooler to PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const pooler = await createPooler(database);
	const operator = await openOperator({...database.connection(), ports: [pooler.port]});

	it('are sent, because they need no session state', async () => {
		const {pid, result} = await begin(database, 'select pg_sleep(600)');
		const [row] = await until(
			async () => (await readSessions(database.reader(), version * 10_000, [pid], 1)).rows,
			([found]) => found?.wait === 'PgSleep',
		);
		const sessions = [{pid, backendStart: row?.backendStart ?? null}];
		const plan = await operator.plan({action: 'cancel-backends', sessions});
		expect(blocking(plan)).toEqual([]);
		expect(await operator.run(plan)).toMatchObject({
			status: 'done',
			units: [{state: 'done', note: expect.stringMatching(/^the statement ended after/)}],
		});
		expect(await failureOf(result)).toMatchObject({code: '57014'});
	});
});
