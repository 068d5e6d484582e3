import {type CodedBy, coder} from '../../format/coded.ts';
import type {IdentityRow} from '../../queries/identity.ts';

const configure = 'add its connection to replicas in the configuration';

/** Why the counters of another node are unknown, or not comparable. */
export const nodeProblemWords = {
	'identifier-hidden': ({role}: {role: string}) =>
		`its cluster is unknown. To show it: GRANT EXECUTE ON FUNCTION pg_control_system() TO ${role};`,
	'other-cluster': () => 'it belongs to another cluster',
	'other-database': () => 'it was asked in another database',
	'no-standby': () => 'it is not a standby: a copy, or this server under another name',
	'no-answer': ({error}: {error: string}) => error,
	'address-hidden': ({role}: {role: string}) =>
		`its address is hidden from this role. To show it: GRANT pg_monitor TO ${role}; or ${configure}`,
	'not-configured': () => `it is not among the replicas of the configuration: ${configure}`,
	'password-withheld': () =>
		`pgdeck sends the password of this connection to no address that only replication reports: ${configure}`,
	'unix-socket': () => `it connects through a Unix socket, which gives no address: ${configure}`,
	'not-direct': () => `it receives from another node, not from this one: ${configure}`,
	'upstream-unusable': ({cause}: {cause: string}) => `${cause}: ${configure}`,
	'port-unknown': ({port, cause}: {port: number; cause: string}) =>
		`replication reports its address but not its port, and on port ${port}, that of this server: ${cause}. To ask it, ${configure}`,
};
export const nodeProblem = coder(nodeProblemWords);
export type NodeProblem = CodedBy<typeof nodeProblemWords>;

type Identity = Pick<IdentityRow, 'systemIdentifier' | 'databaseOid' | 'inRecovery' | 'quotedUser'>;

/** Why the counters of another server are not those of the same indexes; undefined where they are. */
export function notOfCluster(other: Identity, own: Identity): NodeProblem | undefined {
	if (other.systemIdentifier === null || own.systemIdentifier === null) {
		const {quotedUser} = other.systemIdentifier === null ? other : own;
		return nodeProblem('identifier-hidden', {role: quotedUser});
	}
	if (other.systemIdentifier !== own.systemIdentifier) return nodeProblem('other-cluster');
	if (other.databaseOid !== own.databaseOid) return nodeProblem('other-database');
	// A copy of this server has the same identifier, and so has this server under another name.
	if (!other.inRecovery && !own.inRecovery) return nodeProblem('no-standby');
	return undefined;
}
