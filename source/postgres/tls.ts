import {existsSync, readFileSync, statSync} from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import type {ConnectionSettings} from './connection-settings.ts';
import {UserError} from './errors.ts';

/** Where operating systems keep trusted certificates, for Node versions that can't list them. */
const systemStores = [
	'/etc/ssl/certs/ca-certificates.crt',
	'/etc/pki/tls/certs/ca-bundle.crt',
	'/etc/ssl/cert.pem',
];
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
The socket by sslmode: encrypted if the server supports or must support TLS, with the checks of the mode.
@param host the requested name or address, which verify-full compares with the certificate
*/
export async function encrypt(
	socket: net.Socket,
	host: string,
	connection: ConnectionSettings,
): Promise<net.Socket> {
	if (connection.sslMode === 'disable') return socket;
	if (!connection.sslDirect) {
		const answer = await ask(socket);
		if (answer === 'N') {
			if (connection.sslMode === 'prefer' || connection.sslMode === 'allow') return socket;
			throw new UserError(
				`The server ${host} does not offer TLS, and sslmode=${connection.sslMode} requires it. Turn on "ssl" on the server, or connect with sslmode=disable if the network is trusted.`,
			);
		}
	}
	const options = tlsOptions(connection, host);
	return new Promise((resolve, reject) => {
		const encrypted = tls.connect({...options, socket}, () => {
			encrypted.removeListener('error', reject);
			resolve(encrypted);
		});
		encrypted.once('error', reject);
	});
}

/** The server's answer to the TLS request. */
function ask(socket: net.Socket): Promise<'S' | 'N'> {
	return new Promise((resolve, reject) => {
		const fail = (message: string, code: string) => reject(Object.assign(new Error(message), {code}));
		const closed = () => fail('The server closed the connection at the request for TLS', 'CONNECTION_CLOSED');
		socket.once('error', reject);
		socket.once('close', closed);
		socket.once('data', data => {
			socket.removeListener('error', reject);
			socket.removeListener('close', closed);
			const answer = String.fromCharCode(data[0] ?? 0);
			// CVE-2021-23222: somebody in between injected the bytes after the first.
			if (data.length > 1 && answer === 'S')
				fail('The server sent unexpected data before TLS began', 'PROTOCOL_VIOLATION');
			else if (answer === 'S' || answer === 'N') resolve(answer);
			else fail('The answer to the request for TLS does not come from PostgreSQL', 'PROTOCOL_VIOLATION');
		});
		socket.write(sslRequest);
	});
}

/** Node's TLS options for the sslmode and files of the connection. */
export function tlsOptions(connection: ConnectionSettings, host: string): tls.ConnectionOptions {
	const {sslMode, sslRootCertificate} = connection;
	const isName = net.isIP(host) === 0 && !host.startsWith('/');
	// As in libpq, a root certificate turns `require` into verify-ca.
	const verifies =
		sslMode.startsWith('verify') || (sslMode === 'require' && sslRootCertificate !== undefined);
	if (sslMode.startsWith('verify') && sslRootCertificate === undefined) {
		throw new UserError(
			`sslmode=${sslMode} requires a root certificate, and ~/.postgresql/root.crt does not exist. Name a file with sslrootcert, or use sslrootcert=system.`,
		);
	}
	return {
		...(isName && connection.sslServerName !== false ? {servername: host} : {}),
		...(connection.sslDirect ? {ALPNProtocols: ['postgresql']} : {}),
		...(sslRootCertificate === undefined
			? {}
			: {
					ca:
						sslRootCertificate === 'system'
							? systemCertificates()
							: fileOf(sslRootCertificate, 'sslrootcert'),
				}),
		...(connection.sslCrl ? {crl: fileOf(connection.sslCrl, 'sslcrl')} : {}),
		...(connection.sslCertificate ? {cert: fileOf(connection.sslCertificate, 'sslcert')} : {}),
		...(connection.sslKey ? {key: keyOf(connection.sslKey)} : {}),
		...(connection.sslPassword === undefined ? {} : {passphrase: connection.sslPassword}),
		...(connection.sslMinVersion ? {minVersion: connection.sslMinVersion} : {}),
		...(connection.sslMaxVersion ? {maxVersion: connection.sslMaxVersion} : {}),
		rejectUnauthorized: verifies,
		// Node would check the name of the given socket, which has none, as `localhost` instead of the host.
		checkServerIdentity: (_name, certificate) =>
			sslMode === 'verify-full' ? tls.checkServerIdentity(host, certificate) : undefined,
	};
}

function systemCertificates(): string[] | Buffer {
	const ask = (tls as {getCACertificates?: (kind: string) => string[]}).getCACertificates;
	if (ask) return ask('system');
	const file = process.env.SSL_CERT_FILE ?? systemStores.find(existsSync);
	if (file === undefined)
		throw new UserError(
			'No certificates of this system were found for sslrootcert=system. Name a file with sslrootcert.',
		);
	return fileOf(file, 'sslrootcert');
}

function fileOf(file: string, keyword: string): Buffer {
	try {
		return readFileSync(file);
	} catch (error) {
		throw new UserError(
			`The file ${file} (${keyword}) can't be read: ${(error as Error).message}. Check its path and permissions.`,
			{cause: error},
		);
	}
}

/** As in libpq: readable by the owner only, or owned by root and readable by a group. */
function keyOf(file: string): Buffer {
	const key = fileOf(file, 'sslkey');
	const {mode, uid} = statSync(file);
	const allowed = uid === 0 ? 0o640 : 0o600;
	if ((mode & 0o777 & ~allowed) !== 0) {
		throw new UserError(`Others may read the private key ${file} (sslkey). Run: chmod 600 ${file}`);
	}
	return key;
}
