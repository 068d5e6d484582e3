import {expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {describeError, toServerError} from '../../source/postgres/server-error.ts';
import {createDatabase} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {createWay} from '../helpers/scenario-way.ts';

it('continues at once after a reset, also with a query sent at the moment of the error', async () => {
	const database = await createDatabase(18);
	const way = await createWay(database.server);
	const reader = openReader({...database.connection(), ports: [way.port]}, 'sampling');
	await reader.read(sql => sql`select 1`);
	for (let turn = 0; turn < 20; turn++) {
		const lost = failureOf(reader.read(sql => sql`select pg_sleep(5)`));
		// Two at once: the second is asked when the first is still on its way.
		const too = failureOf(reader.read(sql => sql`select 1`));
		way.tear();
		expect((await lost).code).toBe('ECONNRESET');
		expect(await reader.read(sql => sql`select ${turn}::int as turn`)).toEqual([{turn}]);
		expect((await too).code).toMatch(/ECONNRESET|CONNECTION_CLOSED|CONNECTION_DESTROYED/);
	}
	await reader.close();
});

it('gives up on a server that has been silent for longer than its own timeout, and reports it', async () => {
	const database = await createDatabase(18);
	const way = await createWay(database.server);
	const reader = openReader({...database.connection(), ports: [way.port]}, 'sampling');
	await reader.read(sql => sql`select 1`);
	way.swallow();
	const both = [failureOf(reader.read(sql => sql`select 1`)), failureOf(reader.read(sql => sql`select 2`))];
	const [error] = await Promise.all(both);
	expect(describeError(toServerError(error))).toBe(
		'The server took the connection but has not answered for 4 s. The server hangs, or the network drops packets. Check its host, then the network.',
	);
	way.heal();
	expect(await reader.read(sql => sql`select 3 as n`)).toEqual([{n: 3}]);
	await reader.close();
});

it('waits for answers that arrive in turn, each within its timeout', async () => {
	const database = await createDatabase(18);
	const reader = openReader(database.connection(), 'sampling');
	const answers = Array.from({length: 5}, () => reader.read(sql => sql`select pg_sleep(1)`));
	expect(await Promise.all(answers)).toHaveLength(5);
	await reader.close();
});
