import {once} from 'node:events';
import {createServer, connect as dial, type Socket} from 'node:net';
import {afterAll, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {createDatabase, type TestDatabase} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';

/** A way to the server that can be torn as a failing network or a crashed host tears it: with a reset. */
async function createTornWay({server: {host, port}}: TestDatabase): Promise<{port: number; tear(): void}> {
	const clients = new Set<Socket>();
	const way = createServer(client => {
		const upstream = dial(port, host);
		clients.add(client);
		for (const socket of [client, upstream]) socket.on('error', () => undefined);
		client.on('close', () => upstream.destroy());
		upstream.on('close', () => client.destroy());
		client.pipe(upstream).pipe(client);
	}).listen(0, '127.0.0.1');
	await once(way, 'listening');
	afterAll(() => {
		way.close();
		for (const client of clients) client.destroy();
	});
	const address = way.address();
	if (address === null || typeof address === 'string') throw new Error('The way has no port.');
	return {
		port: address.port,
		tear() {
			for (const client of clients) client.resetAndDestroy();
			clients.clear();
		},
	};
}

it('goes on at once after a reset, also with what is asked in the moment of the error', async () => {
	const database = await createDatabase(18);
	const way = await createTornWay(database);
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
