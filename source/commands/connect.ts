import {type MigrationSet, packSet} from '../migrations/set.ts';
import {openReader, type Reader} from '../postgres/reader.ts';
import {asUserError, toServerError} from '../postgres/server-error.ts';
import {type Endpoint, openSession, type Session} from '../sampler/engine/session.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {findPassword} from '../settings/password.ts';
import type {Settings} from '../settings/settings.ts';

export type Connected = {
	/** With the password that the server took. */
	readonly connection: ConnectionSettings;
	readonly reader: Reader;
	readonly session: Session;
	readonly endpoint: Endpoint;
	/** The set chosen, or the pack where the database is a registry. */
	readonly migrations: MigrationSet | undefined;
};

/** Meets the server of a command, asking for a password where it wants one and a person is there to give it. */
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
		return await meet(connection, endpoint, settings, purpose);
	} catch (error) {
		const wantsPassword = ['28P01', '28000', 'SASL_SIGNATURE_MISMATCH'].includes(toServerError(error).code);
		if (!wantsPassword || password !== undefined || !process.stdin.isTTY || !process.stderr.isTTY) {
			throw asUserError(error, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		}
		const {askSecretly} = await import('./prompt.ts');
		const typed = await askSecretly(`Password for user ${connection.user}: `);
		if (typed === null) throw asUserError(error, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		return meet({...connection, password: typed}, endpoint, settings, purpose).catch((second: unknown) => {
			throw asUserError(second, `Can't connect to ${endpoint.host}:${endpoint.port}`);
		});
	}
}

async function meet(
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
