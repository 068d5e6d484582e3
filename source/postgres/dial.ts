import net from 'node:net';
import path from 'node:path';
import {Duplex} from 'node:stream';
import type {ConnectionSettings, TargetSession} from './connection-settings.ts';
import {encrypt} from './tls.ts';

/** One entry of the host list: its name and the address to dial. */
type Place = {readonly host: string; readonly address: string; readonly port: number};

function placesOf({hosts, hostAddresses, ports}: ConnectionSettings): Place[] {
	return hosts.map((host, index) => ({
		host,
		address: hostAddresses?.[index] || host,
		port: ports[index] ?? ports[0] ?? 5432,
	}));
}

/**
Whether a server satisfies target_session_attrs; `second` after a first round without a match.
@param connection to that one host
*/
export type Judge = (
	connection: ConnectionSettings,
	wanted: TargetSession,
	second: boolean,
) => Promise<boolean>;

/**
Opens a socket to the first host that accepts a connection and satisfies target_session_attrs, encrypted by sslmode. As
libpq does, it tries hosts in order, each with the whole timeout.
@param first the index to begin with
@throws the error of the only host, or one with the error of each host
*/
async function dial(
	connection: ConnectionSettings,
	judge: Judge,
	first: number,
): Promise<{readonly socket: net.Socket; readonly place: number}> {
	const places = placesOf(connection);
	const failures: Array<{place: Place; error: NodeJS.ErrnoException}> = [];
	const turns = connection.targetSession === 'prefer-standby' ? [false, true] : [false];
	for (const second of turns) {
		for (const [index, place] of places.entries()) {
			if (index < first) continue;
			try {
				if (
					connection.targetSession &&
					!(await judge(onlyTo(place, connection), connection.targetSession, second))
				)
					throw unsuitable(connection.targetSession);
				return {socket: await dialPlace(place, connection), place: index};
			} catch (error) {
				failures.push({place, error: error as NodeJS.ErrnoException});
			}
		}
	}
	const [last] = failures.slice(-1);
	if (!last) throw new Error('The connection names no host.');
	if (places.length === 1) throw last.error;
	const said = failures
		.slice(first - places.length)
		.map(({place, error}) => `${place.host}:${place.port}: ${error.message || error.code}`);
	throw Object.assign(new Error(said.join('; ')), {code: last.error.code});
}

/** The same connection to one host of its list, without a check of its state. */
function onlyTo({host, address, port}: Place, connection: ConnectionSettings): ConnectionSettings {
	const {targetSession: _any, hostAddresses: _all, ...rest} = connection;
	return {...rest, hosts: [host], ports: [port], ...(address === host ? {} : {hostAddresses: [address]})};
}

function unsuitable(wanted: string): Error {
	const message = `the server does not satisfy target_session_attrs=${wanted}`;
	return Object.assign(new Error(message), {code: 'UNSUITABLE_SERVER'});
}

async function dialPlace(place: Place, connection: ConnectionSettings): Promise<net.Socket> {
	const isSocketFolder = place.address.startsWith('/') || place.address.startsWith('@');
	const socket = isSocketFolder
		? net.connect({path: path.join(place.address, `.s.PGSQL.${place.port}`)})
		: net.connect({host: place.address, port: place.port});
	const limitMs = connection.connectTimeoutSeconds * 1000;
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => {
			const message = `no answer from ${place.host}:${place.port} within ${connection.connectTimeoutSeconds} s`;
			reject(Object.assign(new Error(message), {code: 'CONNECT_TIMEOUT'}));
		}, limitMs);
	});
	try {
		return await Promise.race([prepared(socket, place, connection, isSocketFolder), late]);
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		clearTimeout(timer);
	}
}

async function prepared(
	socket: net.Socket,
	place: Place,
	connection: ConnectionSettings,
	isSocketFolder: boolean,
): Promise<net.Socket> {
	await new Promise<void>((resolve, reject) => {
		socket.once('connect', resolve).once('error', reject);
	});
	socket.setNoDelay(true);
	// libpq never encrypts a Unix-domain socket.
	return isSocketFolder ? socket : encrypt(socket, place.host, connection);
}

/**
Supplies the driver's sockets. After a host that closes the connection silently, the next one of the list follows; after
the last one the attempt fails. The driver itself would dial again thousands of times.
*/
export function createDialer(
	connection: ConnectionSettings,
	judge: Judge,
): {
	socket(): Promise<net.Socket>;
	/** Called when the driver gives up a connection, so that its next attempt starts over. */
	closed(): void;
} {
	const last = connection.hosts.length - 1;
	/** The last socket is closed, and the driver has not given up yet. */
	let redials = false;
	let first = 0;
	return {
		async socket() {
			if (redials && first > last) {
				redials = false;
				first = 0;
				const message = 'The server closed the connection before it accepted the login';
				return failing(Object.assign(new Error(message), {code: 'CONNECTION_CLOSED'}));
			}
			try {
				const {socket, place} = await dial(connection, judge, first > last ? 0 : first);
				const before = socket.bytesRead;
				socket.once('close', () => {
					redials = true;
					first = socket.bytesRead > before ? 0 : place + 1;
					// An error message is an answer of the server, which the driver reports.
					if (first === 0) first = last + 1;
				});
				return socket;
			} catch (error) {
				first = 0;
				return failing(error as Error);
			}
		},
		closed() {
			redials = false;
			if (first > last) first = 0;
		},
	};
}

/** Accepts writes and fails. An exception would leave the driver's connection waiting forever. */
function failing(error: Error): net.Socket {
	const socket = new Duplex({
		read: () => undefined,
		// Not before the driver has sent its first message: a socket that closes earlier leaves that in its queue for ever
		// (postgres 3.4), and no later connection of the same client would send anything.
		write: (_chunk, _encoding, done) => {
			done();
			setImmediate(() => socket.destroy(error));
		},
	});
	return socket as net.Socket;
}
