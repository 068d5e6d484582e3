import {type MigrationSet, packSet} from '../migrations/set.ts';
import {openReader, type Reader} from '../postgres/reader.ts';
import {asUserError, toServerError} from '../postgres/server-error.ts';
import {type Endpoint, openSession, type Session} from '../sampler/engine/session.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {findPassword} from '../settings/password.ts';
import type {Settings} from '../settings/settings.ts';

export type Connected = {
	/** Includes the password that the server accepted. */
	readonly connection: ConnectionSettings;
	readonly reader: Reader;
	readonly session: Session;
	readonly endpoint: Endpoint;
	/** The chosen migrations, or those of the registry pack when the database has its tables. */
	readonly migrations: MigrationSet | undefined;
};

/** Connects to the server of a command. Asks for a password if the server requires one and a user is at the terminal. */
export async function connect(
	settings: Settings,
	purpose: 'sampling' | 'analytics' = 'sampling',
): Promise<Connected> {
	const password = await findPassword(settings.connection);
	const connection = {...settings.connection, ...(password === undefined ? {} : {password})};
	const endpoint: Endpoint = {
		host: connection.hosts.join(','),
		port: connection.ports[0] ?? 5432,
		service: connection.service ?? null,
		productionPatterns: settings.productionPatterns,
	};
	try {
		return await open(connection, endpoint, settings, purpose);
	} catch (error) {
		const wantsPassword = ['28P01', '28000', 'SASL_SIGNATURE_MISMATCH'].includes(toServerError(error).code);
		if (!wantsPassword || password !== undefined || !process.stdin.isTTY || !process.stderr.isTTY) {
			throw asUserError(error, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		}
		const {askSecretly} = await import('./prompt.ts');
		const typed = await askSecretly(`Password for user ${connection.user}: `);
		if (typed === null) throw asUserError(error, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		return open({...connection, password: typed}, endpoint, settings, purpose).catch((second: unknown) => {
			throw asUserError(second, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		});
	}
}

async function open(
	connection: ConnectionSettings,
	endpoint: Endpoint,
	settings: Settings,
	purpose: 'sampling' | 'analytics',
): Promise<Connected> {
	const reader = openReader(connection, purpose);
	try {
		const session = await openSession(reader, endpoint);
		const migrations = settings.migrations ?? (session.capabilities.registry ? packSet() : undefined);
		return {connection, reader, session, endpoint, migrations};
	} catch (error) {
		await reader.close();
		throw error;
	}
}
