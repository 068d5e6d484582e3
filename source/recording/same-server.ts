import type {ServerIdentity} from '../domain/snapshot/schema.ts';

type Known = Pick<ServerIdentity, 'systemIdentifier' | 'databaseOid' | 'host' | 'port' | 'database'>;

/** Whether two identities are the same database, by its system identifier or by its place. */
export function sameServer(one: Known, other: Known): boolean {
	if (one.systemIdentifier !== null && other.systemIdentifier !== null)
		return one.systemIdentifier === other.systemIdentifier && one.databaseOid === other.databaseOid;
	return one.host === other.host && one.port === other.port && one.database === other.database;
}
