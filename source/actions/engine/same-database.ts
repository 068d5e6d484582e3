import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {JournalEntry} from './journal.ts';

/** The same cluster by its identifier; where that is withheld, the same address. */
export function sameDatabase(entry: JournalEntry, server: ServerIdentity): boolean {
	const known = entry.server.systemIdentifier !== null && server.systemIdentifier !== null;
	const sameServer = known
		? entry.server.systemIdentifier === server.systemIdentifier
		: entry.server.host === server.host && entry.server.port === server.port;
	return sameServer && entry.server.database === server.database;
}
