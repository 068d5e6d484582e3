import type {IdentityRow} from '../../queries/identity.ts';
import type {ServerIdentity} from '../snapshot/schema.ts';

type Identity = Pick<IdentityRow, 'systemIdentifier' | 'databaseOid' | 'inRecovery'>;

/** Why the counters of another server are not those of the same indexes, or can't be told to be; undefined where they are. */
export function notOfCluster(other: Identity, own: ServerIdentity): string | undefined {
	if (other.systemIdentifier === null || own.systemIdentifier === null) {
		return 'whether it is of the same cluster is not known: this takes EXECUTE on pg_control_system()';
	}
	if (other.systemIdentifier !== own.systemIdentifier) return 'it is a server of another cluster';
	if (other.databaseOid !== own.databaseOid) return 'it was asked in another database';
	// A copy of this server has its identifier too, and so has this server itself under another name.
	if (!other.inRecovery && !own.inRecovery) return 'it is no standby: a copy, or this server by another name';
	return undefined;
}
