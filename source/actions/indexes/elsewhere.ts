import {notOfCluster} from '../../domain/replication/node-problems.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readIdentity} from '../../queries/identity.ts';
import {readIndexScans} from '../../queries/indexes/action-indexes.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {nodeName, replicaConnection, wayToNode} from '../../settings/replicas.ts';
import {said} from './words.ts';

/** The scans that another node had counted when the plan was made. */
export type CountedElsewhere = {readonly node: string; readonly scans: number};

/** The other servers of the cluster, during a run. */
export type Elsewhere = {
	/** Why an index must stay by their counters now; undefined where nothing has changed. */
	obstacle(oid: number, counted: readonly CountedElsewhere[]): Promise<Coded | undefined>;
	close(): Promise<void>;
};

/**
Connects to each on its first question, with a time-out of 3 s, and keeps the connection until the run is over. Each
question reads the identity again, since a node may be promoted, or its address may belong to another server by then.
@param connection to this server; those to standbys without a configuration are made alike
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

	async function obstacleAt(oid: number, {node, scans}: CountedElsewhere): Promise<Coded | undefined> {
		try {
			const reader = readerOf(node);
			const [identity, now] = await Promise.all([readIdentity(reader), readIndexScans(reader, oid)]);
			const other = notOfCluster(identity, server);
			if (other !== undefined) return said('node-changed', {node, reason: other.text});
			const since = scansSince(scans, now);
			return since > 0 ? said('used-since-plan-on-node', {node, scans: since}) : undefined;
		} catch (error) {
			return said('node-unreachable', {node, reason: describeError(toServerError(error))});
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
Lower counters than before were reset: all their scans are new.
@param own scans that pgdeck itself made, which may be counted by now or not yet
*/
export function scansSince(before: number, now: number, own = 0): number {
	return now < before ? now : Math.max(0, now - before - own);
}
