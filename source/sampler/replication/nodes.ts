import type {IndexNode} from '../../domain/indexes/schema.ts';
import {nodeProblem, notOfCluster} from '../../domain/replication/node-problems.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readIdentity} from '../../queries/identity.ts';
import {type IndexCounters, readIndexCounters} from '../../queries/indexes/indexes.ts';
import {type NodeAddress, readNodeAddresses, readNodeReceiver} from '../../queries/replication/nodes.ts';
import {readStatisticsSince, type StatisticsSince} from '../../queries/statistics-since.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {nodeName, sameWayTo} from '../../settings/replicas.ts';
import {type Reached, unasked, unmatched} from './told-nodes.ts';

/** The answer of another node of the cluster. */
type NodeAnswer = IndexNode & {
	readonly counters: readonly IndexCounters[];
	/** The name, slot and address that its upstream sees; undefined where it did not answer. */
	readonly reached?: Reached;
	/** The nodes that its replication reports. */
	readonly told: readonly NodeAddress[];
};

type Nodes = {
	/** Asks the nodes that are due. Never throws: a failure is an answer. */
	refresh(own: Reader, server: ServerIdentity, now: Date): Promise<void>;
	readonly answers: readonly NodeAnswer[];
	close(): Promise<void>;
};

/** Rarely: the counters are judged over days. */
const restMs = 300_000;
const failedRestMs = 60_000;

/**
The other servers of the cluster, each over a read-only connection of its own with short time-outs. The replicas that the
configuration names are asked with the credentials of this connection. Where it names none, the servers that replication
reports are asked only if this connection uses no password, on the port of this server. That is a guess, so an answer
counts only from a standby of the same cluster.
@param connection how this server was reached; undefined asks nobody
*/
export function createNodes(
	connection: ConnectionSettings | undefined,
	configured: readonly ConnectionSettings[],
): Nodes {
	let answers: readonly NodeAnswer[] = [];
	const kept = new Map<string, NodeAnswer>();
	const due = new Map<string, number>();
	const readers = new Map<string, Reader>();
	let running: Promise<void> | undefined;

	async function ask(way: ConnectionSettings, server: ServerIdentity, now: Date): Promise<NodeAnswer> {
		const node = nodeName(way);
		const known = kept.get(node);
		if (known && now.getTime() < (due.get(node) ?? 0)) return known;
		const reader = readers.get(node) ?? openReader({...way, connectTimeoutSeconds: 3}, 'analytics');
		readers.set(node, reader);
		const answer = await answerOf(way, reader, server, now);
		kept.set(node, answer);
		due.set(node, now.getTime() + (answer.asked ? restMs : failedRestMs));
		return answer;
	}

	async function refresh(own: Reader, server: ServerIdentity, now: Date): Promise<void> {
		if (!connection) return;
		const told = await readNodeAddresses(own);
		const mayGuess = connection.password === undefined;
		const ways = configured.length > 0 ? configured : mayGuess ? reachable(told, connection) : [];
		const found = await Promise.all(ways.map(way => ask(way, server, now)));
		const reached = found.flatMap(({reached: one}) => (one ? [one] : []));
		// Other nodes report this standby too: it is not another node.
		const self = server.inRecovery ? [{...(await readNodeReceiver(own)), at: '', standby: true}] : [];
		const below = found.flatMap(answer => answer.told.filter(({role}) => role === 'standby'));
		const left = unmatched([...told, ...below], [...reached, ...self]);
		if (configured.length > 0) {
			// A node that did not answer may be any of the remaining ones.
			const silent = found.length - reached.length;
			answers = [...found, ...unasked(left.slice(silent), 'not-configured', server.quotedUser).map(nobody)];
			return;
		}
		const answerAt = new Map(
			found.map(({node, reason}) => [node, reason?.text ?? 'another standby answers']),
		);
		answers = [
			...found.filter(({asked}) => asked),
			...unasked(left, mayGuess ? answerAt : 'password-withheld', server.quotedUser).map(nobody),
		];
	}

	return {
		get answers() {
			return answers;
		},
		refresh(own, server, now) {
			running ??= refresh(own, server, now).finally(() => {
				running = undefined;
			});
			return running;
		},
		async close() {
			await Promise.all([...readers.values()].map(reader => reader.close()));
		},
	};
}

function reachable(addresses: readonly NodeAddress[], own: ConnectionSettings): ConnectionSettings[] {
	const ways = addresses
		.filter(({host, port}) => host !== '' && port > 0)
		.map(({host, port}) => sameWayTo(host, port, own));
	return [...new Map(ways.map(way => [nodeName(way), way])).values()];
}

function nobody(known: Pick<IndexNode, 'node' | 'role' | 'reason'>): NodeAnswer {
	return {...known, own: false, asked: false, askedAt: null, user: null, since: null, counters: [], told: []};
}

async function answerOf(
	way: ConnectionSettings,
	reader: Reader,
	server: ServerIdentity,
	now: Date,
): Promise<NodeAnswer> {
	const node = nodeName(way);
	try {
		const identity = await readIdentity(reader);
		const role = identity.inRecovery ? 'standby' : 'primary';
		const reason = notOfCluster(identity, server) ?? null;
		if (reason !== null) return nobody({node, role, reason});
		const [counters, since, receiver, told] = await Promise.all([
			readIndexCounters(reader, identity.versionNumber),
			readStatisticsSince(reader),
			readNodeReceiver(reader),
			readNodeAddresses(reader),
		]);
		return {
			...nobody({node, role, reason}),
			asked: true,
			askedAt: now,
			user: identity.quotedUser,
			since: since satisfies StatisticsSince,
			counters,
			reached: {...receiver, at: node, standby: identity.inRecovery},
			told,
		};
	} catch (error) {
		return nobody({
			node,
			role: 'unknown',
			reason: nodeProblem('no-answer', {error: describeError(toServerError(error))}),
		});
	}
}
