import {once} from 'node:events';
import {createServer, connect as dial, type Socket} from 'node:net';
import {afterAll} from 'vitest';

/** A way to a server that fails as networks do. Gone after the file's tests. */
type Way = {
	readonly port: number;
	/** Resets all connections, as a failing network or a crashed host does. */
	tear(): void;
	/** Takes connections and all that is sent, and passes nothing on: a host that hangs, a firewall that forgets. */
	swallow(): void;
	/** Passes new connections through again; those that were swallowed stay so. */
	heal(): void;
};

export async function createWay({host, port}: {host: string; port: number}): Promise<Way> {
	const clients = new Map<Socket, Socket>();
	let swallowing = false;
	const way = createServer({allowHalfOpen: true}, client => {
		const upstream = dial(port, host);
		clients.set(client, upstream);
		for (const socket of [client, upstream]) socket.on('error', () => undefined);
		client.on('close', () => upstream.destroy());
		upstream.on('close', () => client.destroy());
		if (swallowing) client.resume();
		else client.pipe(upstream).pipe(client);
	}).listen(0, '127.0.0.1');
	await once(way, 'listening');
	afterAll(() => {
		way.close();
		for (const client of clients.keys()) client.destroy();
	});
	const address = way.address();
	if (address === null || typeof address === 'string') throw new Error('The way has no port.');
	return {
		port: address.port,
		tear() {
			for (const client of clients.keys()) client.resetAndDestroy();
			clients.clear();
		},
		swallow() {
			swallowing = true;
			for (const [client, upstream] of clients) {
				client.unpipe(upstream);
				upstream.unpipe(client);
				client.resume();
			}
		},
		heal() {
			swallowing = false;
		},
	};
}
