import {notOfCluster} from '../../domain/replication/node-problems.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readIdentity} from '../../queries/identity.ts';
import {readIndexScans} from '../../queries/indexes/drop-facts.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {nodeName, replicaConnection, wayToNode} from '../../settings/replicas.ts';

/** What a standby had counted of an index when the plan was made. */
export type CountedElsewhere = {readonly node: string; readonly scans: number};

/** The other servers of the cluster, for as long as a run lasts. */
export type Elsewhere = {
	/** Why an index is not to be dropped by what they say now, in a sentence; undefined where nothing has changed. */
	obstacle(oid: number, counted: readonly CountedElsewhere[]): Promise<string | undefined>;
	close(): Promise<void>;
};

/**
Each is connected to when it is first asked, for 3 s at most, and kept until the run is over: one small question an index
then. Who they are is asked every time, since one may be promoted, or its address another server's, between two drops.
@param connection the way to this server, which that to a standby is like where the configuration has none
*/
export function openElsewhere(
	server: ServerIdentity,
	connection: ConnectionSettings,
	replicas: readonly string[],
): Elsewhere {
	const readers = new Map<string, Reader>();
	const readerOf = (node: string) => {
		const configured = replicas.map(text => replicaConnection(text, connection));
		const way = configured.find(item => nodeName(item) === node) ?? wayToNode(node, connection);
		const reader = readers.get(node) ?? openReader({...way, connectTimeoutSeconds: 3}, 'sampling');
		readers.set(node, reader);
		return reader;
	};

	async function obstacleAt(oid: number, {node, scans}: CountedElsewhere): Promise<string | undefined> {
		try {
			const reader = readerOf(node);
			const [identity, now] = await Promise.all([readIdentity(reader), readIndexScans(reader, oid)]);
			const other = notOfCluster(identity, server);
			if (other !== undefined) return `${node}, which the plan stands on, was asked again: ${other.text}`;
			const since = scansSince(scans, now);
			return since > 0 ? `it was used ${plural(since, 'time')} on ${node} since that was asked` : undefined;
		} catch (error) {
			return `${node}, which the plan stands on, does not answer any more: ${describeError(toServerError(error))} Make the plan again: it will say what is not known then`;
		}
	}

	return {
		async obstacle(oid, counted) {
			const found = await Promise.all(counted.map(item => obstacleAt(oid, item)));
			return found.find(reason => reason !== undefined);
		},
		async close() {
			await Promise.all([...readers.values()].map(reader => reader.close()));
		},
	};
}

/**
Counters that are lower than before have begun anew: all that they have is since then.
@param own those that pgdeck itself has made since, which may be counted by now or not yet
*/
export function scansSince(before: number, now: number, own = 0): number {
	return now < before ? now : Math.max(0, now - before - own);
}
