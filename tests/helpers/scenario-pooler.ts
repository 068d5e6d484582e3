import {once} from 'node:events';
import {createServer, connect as dial, type Socket} from 'node:net';
import {afterAll} from 'vitest';
import type {TestDatabase} from './database.ts';

/** A pooler as PgBouncer is at the door: it refuses settings that it does not know, and passes all else through. */
type Pooler = {
	readonly port: number;
	/** Settings in each startup packet that came, in order. */
	readonly startups: ReadonlyArray<Readonly<Record<string, string>>>;
};

/** PgBouncer's list: what it tracks itself. `ignore_startup_parameters` adds others, by default none. */
const known = new Set([
	'user',
	'database',
	'client_encoding',
	'datestyle',
	'timezone',
	'standard_conforming_strings',
	'application_name',
]);

export async function createPooler(database: TestDatabase): Promise<Pooler> {
	const startups: Array<Record<string, string>> = [];
	const sockets = new Set<Socket>();
	const {host, port: serverPort} = database.server;

	const server = createServer(client => {
		sockets.add(client);
		client.on('error', () => undefined);
		client.once('data', first => {
			const settings = startupSettings(first);
			if (settings) {
				startups.push(settings);
				const refused = Object.keys(settings).find(name => !known.has(name.toLowerCase()));
				if (refused !== undefined) return client.end(refusal(refused));
			}
			const upstream = dial(serverPort, host);
			sockets.add(upstream);
			upstream.on('error', () => client.destroy());
			upstream.on('close', () => client.destroy());
			client.on('close', () => upstream.destroy());
			upstream.write(first);
			client.pipe(upstream).pipe(client);
			return undefined;
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	afterAll(async () => {
		server.close();
		for (const socket of sockets) socket.destroy();
		await once(server, 'close');
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The pooler has no port.');
	return {port: address.port, startups};
}

/** Names and values of a startup packet (protocol 3.0); undefined for other first messages, as a cancel request. */
function startupSettings(packet: Buffer): Record<string, string> | undefined {
	if (packet.readInt32BE(4) !== 196_608) return undefined;
	const words = packet.toString('utf8', 8, packet.readInt32BE(0)).split('\0');
	const settings: Record<string, string> = {};
	for (let index = 0; words[index]; index += 2) settings[words[index] ?? ''] = words[index + 1] ?? '';
	return settings;
}

/** The ErrorResponse that PgBouncer sends, and after which it closes the connection. */
function refusal(setting: string): Buffer {
	const fields = Buffer.from(`SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: ${setting}\0\0`);
	const header = Buffer.alloc(5);
	header.write('E');
	header.writeInt32BE(fields.length + 4, 1);
	return Buffer.concat([header, fields]);
}
