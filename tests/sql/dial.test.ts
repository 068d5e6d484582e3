import {once} from 'node:events';
import {connect as connectSocket, createServer as createListener, type Socket} from 'node:net';
import {afterAll, describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../../source/postgres/server-error.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {createDatabase} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {createServer} from '../helpers/scenario-server.ts';
import {createStandby, settingsOfPrimary, untilCaughtUp} from '../helpers/standby.ts';

/** Something that takes connections and is no working PostgreSQL. */
async function createPeer(treat: (socket: Socket) => void) {
	let connections = 0;
	const sockets: Socket[] = [];
	const listener = createListener(socket => {
		connections++;
		sockets.push(socket);
		socket.on('error', () => undefined);
		treat(socket);
	}).listen(0, '127.0.0.1');
	await once(listener, 'listening');
	afterAll(() => {
		listener.close();
		for (const socket of sockets) socket.destroy();
	});
	const address = listener.address();
	if (address === null || typeof address === 'string') throw new Error('The listener has no port.');
	return {
		port: address.port,
		get connections() {
			return connections;
		},
	};
}

const where = (ports: readonly number[], more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
	...{hosts: ports.map(() => '127.0.0.1'), ports, database: 'postgres', user: 'postgres'},
	...{passwordFile: '', sslMode: 'prefer', applicationName: 'pgdeck', connectTimeoutSeconds: 1},
	...more,
});

describe('a peer that is not a working server', () => {
	it.each([
		['closes at once', (socket: Socket) => socket.destroy()],
		['closes after the request for TLS', (socket: Socket) => socket.once('data', () => socket.destroy())],
		[
			'closes after the startup packet',
			(socket: Socket) =>
				socket.once('data', () => {
					socket.write('N');
					socket.once('data', () => socket.destroy());
				}),
		],
		['says nothing', () => undefined],
		['speaks another language', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
	])('is dialed at most once per query, and the query fails: %s', async (_what, treat) => {
		const peer = await createPeer(treat);
		const reader = openReader(where([peer.port]), 'sampling');
		for (let turn = 1; turn <= 3; turn++) {
			const error = await failureOf(reader.read(sql => sql`select 1`));
			expect(error.message).not.toBe('');
			expect(peer.connections).toBeLessThanOrEqual(turn);
		}
		await reader.close();
		expect(peer.connections).toBeLessThanOrEqual(3);
	});
});

it('the same reader connects once a peer that closed early works', async () => {
	const database = await createDatabase(18);
	const [host = '', port = 0] = [database.connection().hosts[0], database.connection().ports[0]];
	let connections = 0;
	const peer = await createPeer(socket => {
		if (++connections <= 2) {
			socket.once('data', () => socket.destroy());
			return;
		}
		const upstream = connectSocket(port, host);
		upstream.on('error', () => socket.destroy());
		socket.pipe(upstream).pipe(socket);
	});
	const reader = openReader({...database.connection(), hosts: ['127.0.0.1'], ports: [peer.port]}, 'sampling');
	for (let turn = 1; turn <= 2; turn++) {
		expect((await failureOf(reader.read(sql => sql`select 1`))).code).toBe('CONNECTION_CLOSED');
	}
	expect(await reader.read(sql => sql`select 1 as n`)).toEqual([{n: 1}]);
	await reader.close();
});

describe('several hosts', () => {
	it.each([
		['refuses', async () => 1],
		['says nothing', async () => (await createPeer(() => undefined)).port],
		['closes the connection', async () => (await createPeer(socket => socket.destroy())).port],
	])('are tried in order: the first one %s', async (_what, first) => {
		const database = await createDatabase(18);
		const own = database.connection();
		const port = await first();
		const reader = openReader(
			{
				...{...own, hosts: ['127.0.0.1', ...own.hosts], ports: [port, ...own.ports]},
				...{connectTimeoutSeconds: 1, sslMode: 'prefer'},
			},
			'sampling',
		);
		expect(await reader.read(sql => sql`select 1 as n`)).toEqual([{n: 1}]);
		await reader.close();
	});

	it('are tried in turn if the first one does not answer the login', async () => {
		const database = await createDatabase(18);
		const own = database.connection();
		const {port} = await createPeer(() => undefined);
		const reader = openReader(
			{...own, hosts: ['127.0.0.1', ...own.hosts], ports: [port, ...own.ports], connectTimeoutSeconds: 1},
			'sampling',
		);
		expect((await failureOf(reader.read(sql => sql`select 1`))).code).toBe('CONNECT_TIMEOUT');
		expect(await reader.read(sql => sql`select 1 as n`)).toEqual([{n: 1}]);
		await reader.close();
	});

	it('are named with the error of each if all fail, and can be tried again', async () => {
		const reader = openReader(where([1, 2]), 'sampling');
		const error = await failureOf(reader.read(sql => sql`select 1`));
		expect(error.message).toMatch(/^127\.0\.0\.1:1: .*ECONNREFUSED.*; 127\.0\.0\.1:2: .*ECONNREFUSED/);
		expect(isConnectionLoss(error)).toBe(true);
		await reader.close();
	});
});

describe.each([13, 18] as const)('target_session_attrs with PostgreSQL %d', async version => {
	const primary = await createServer(version, settingsOfPrimary);
	const standby = await createStandby(version, primary, {name: 'standby', ...settingsOfPrimary});
	await untilCaughtUp(primary, standby);
	const both = (
		ports: readonly number[],
		targetSession: NonNullable<ConnectionSettings['targetSession']>,
	): ConnectionSettings => ({
		...primary.connection(),
		...{hosts: ports.map(() => '127.0.0.1'), ports, targetSession},
	});
	const portOf = async (connection: ConnectionSettings) => {
		const reader = openReader(connection, 'sampling');
		try {
			const [row] = await reader.read(sql => sql`select pg_catalog.inet_server_port() as port`);
			return row?.port;
		} finally {
			await reader.close();
		}
	};
	const [first, second] = [primary.port, standby.port];

	it.each([
		['read-write', [second, first], first],
		['primary', [second, first], first],
		['read-only', [first, second], second],
		['standby', [first, second], second],
		['prefer-standby', [first, second], second],
		['prefer-standby', [first], first],
		['prefer-standby', [1, first], first],
	] as const)(
		'%s of %j is judged by the server, not by the settings of pgdeck',
		async (wanted, ports, expected) => {
			expect(await portOf(both(ports, wanted))).toBe(expected);
		},
	);

	it('reports an error if no host fits', async () => {
		const error = await failureOf(portOf(both([first], 'standby')));
		expect(toServerError(error)).toMatchObject({
			code: 'UNSUITABLE_SERVER',
			message: 'the server does not satisfy target_session_attrs=standby',
		});
		expect(isConnectionLoss(error)).toBe(true);
	});

	it('is not passed to the driver from the environment', async () => {
		process.env.PGTARGETSESSIONATTRS = 'standby';
		try {
			expect(await portOf(primary.connection())).toBe(first);
		} finally {
			delete process.env.PGTARGETSESSIONATTRS;
		}
	});

	it('does not accept a server that is read-only by default as read-write', async () => {
		const sql = primary.session();
		await sql.unsafe('alter system set default_transaction_read_only = on');
		await sql`select pg_reload_conf()`;
		await expect
			.poll(async () => failureOf(portOf(both([first], 'read-write'))).catch(() => undefined))
			.toBeDefined();
		expect(await portOf(both([first], 'primary'))).toBe(first);
	});
});
