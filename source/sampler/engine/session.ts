import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {UserError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type Capabilities, readCapabilities} from '../../queries/capabilities.ts';
import {readIdentity} from '../../queries/identity.ts';

/** The facts about a server that only the connection string has. */
export type Endpoint = Pick<ServerIdentity, 'host' | 'port' | 'service'> & {
	/** Name patterns that mean production, matched against host, database and service. */
	readonly productionPatterns: readonly string[];
};

export type Session = {readonly server: ServerIdentity; readonly capabilities: Capabilities};

const oldest = 13;

/** Reads the server's identity and the capabilities of its database. */
export async function openSession(reader: Reader, endpoint: Endpoint): Promise<Session> {
	const [identity, capabilities] = await Promise.all([readIdentity(reader), readCapabilities(reader)]);
	const major = Math.floor(identity.versionNumber / 10_000);
	if (major < oldest) {
		throw new UserError(
			`This server is PostgreSQL ${identity.version}; pgdeck works with ${oldest} and later. Use an older tool, or upgrade the server.`,
		);
	}
	const {host, port, service, productionPatterns} = endpoint;
	const names = [host, identity.database, service ?? ''];
	const production = names.some(name => productionPatterns.some(pattern => matches(pattern, name)));
	return {server: {...identity, host, port, service, production}, capabilities};
}

/** `*` matches any text. A pattern without it matches a word of the name: `prod` in `db-prod-1`. */
export function matches(pattern: string, name: string): boolean {
	const literal = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
	const source = pattern.includes('*')
		? `^${pattern.split('*').map(literal).join('.*')}$`
		: `(^|[^a-z])${literal(pattern)}([^a-z]|$)`;
	return pattern !== '' && new RegExp(source, 'i').test(name);
}
