import {openReader, type Reader} from '../postgres/reader.ts';
import {describeError, toServerError} from '../postgres/server-error.ts';
import {readIdentity} from '../queries/identity.ts';
import {type IndexCounters, readIndexCounters} from '../queries/indexes.ts';
import {type NodeAddress, readNodeAddresses} from '../queries/nodes.ts';
import {readStatisticsSince, type StatisticsSince} from '../queries/statistics-since.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {nodeName, sameWayTo} from '../settings/replicas.ts';
import type {IndexNode} from '../snapshot/index-evidence.ts';
import type {ServerIdentity} from '../snapshot/schema.ts';

/** What another server of the cluster answered. */
export type NodeAnswer = IndexNode & {
	readonly counters: readonly IndexCounters[];
};

export type Nodes = {
	/** Asks those whose turn it is; nothing is thrown, what fails is the answer. */
	refresh(own: Reader, server: ServerIdentity, now: Date): Promise<void>;
	readonly answers: readonly NodeAnswer[];
	close(): Promise<void>;
};

/** Counters are asked for seldom: what they tell is of days. */
const restMs = 300_000;
const failedRestMs = 60_000;

/**
The other servers of the cluster, each over a read-only connection of its own with short time-outs. Those of the
configuration are asked; where it names none, those that replication tells of, with the same credentials.
@param connection how this server was reached; undefined asks nobody
*/
export function createNodes(
	connection: ConnectionSettings | undefined,
	configured: readonly ConnectionSettings[],
): Nodes {
	let answers: readonly NodeAnswer[] = [];
	const due = new Map<string, number>();
	const readers = new Map<string, Reader>();
	let running: Promise<void> | undefined;

	async function ask(way: ConnectionSettings, server: ServerIdentity, now: Date): Promise<NodeAnswer> {
		const node = nodeName(way);
		const known = answers.find(answer => answer.node === node);
		if (known && now.getTime() < (due.get(node) ?? 0)) return known;
		const reader = readers.get(node) ?? openReader({...way, connectTimeoutSeconds: 3}, 'analytics');
		readers.set(node, reader);
		const answer = await answerOf(node, reader, server, now);
		due.set(node, now.getTime() + (answer.asked ? restMs : failedRestMs));
		return answer;
	}

	async function refresh(own: Reader, server: ServerIdentity, now: Date): Promise<void> {
		if (!connection) return;
		const addresses = await readNodeAddresses(own);
		const ways = configured.length > 0 ? configured : reachable(addresses, connection);
		const asked = await Promise.all(ways.map(way => ask(way, server, now)));
		answers = [...asked, ...unreachable(addresses, ways.length)];
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

/** Servers that replication tells of and nobody can be asked for. */
function unreachable(addresses: readonly NodeAddress[], asked: number): NodeAnswer[] {
	return addresses.slice(0, Math.max(0, addresses.length - asked)).map(({name, role, hidden}, index) => ({
		...nobody(`${name || 'standby'} ${index + 1}`, role),
		reason: hidden
			? 'where it is can not be seen: GRANT pg_monitor to this role, or name it under replicas in the configuration'
			: 'the configuration names fewer replicas than replication tells of',
	}));
}

function nobody(node: string, role: IndexNode['role'] = 'unknown'): NodeAnswer {
	return {node, role, own: false, asked: false, reason: null, askedAt: null, since: null, counters: []};
}

async function answerOf(
	node: string,
	reader: Reader,
	server: ServerIdentity,
	now: Date,
): Promise<NodeAnswer> {
	try {
		const identity = await readIdentity(reader);
		const role = identity.inRecovery ? 'standby' : 'primary';
		const other = otherServer(identity, server);
		if (other !== undefined) return {...nobody(node, role), reason: other};
		const [counters, since] = await Promise.all([
			readIndexCounters(reader, identity.versionNumber),
			readStatisticsSince(reader),
		]);
		return {
			...nobody(node, role),
			asked: true,
			askedAt: now,
			since: since satisfies StatisticsSince,
			counters,
		};
	} catch (error) {
		return {...nobody(node), reason: describeError(toServerError(error))};
	}
}

type Identity = Awaited<ReturnType<typeof readIdentity>>;

/** Why its counters are not those of the same indexes. */
function otherServer(identity: Identity, own: ServerIdentity): string | undefined {
	if (identity.systemIdentifier === null || own.systemIdentifier === null) {
		return 'whether it is of the same cluster is not known: this takes EXECUTE on pg_control_system()';
	}
	if (identity.systemIdentifier !== own.systemIdentifier) return 'it is a server of another cluster';
	if (identity.databaseOid !== own.databaseOid) return 'it was asked in another database';
	// A copy of this server has its identifier too, and so has this server itself under another name.
	if (!identity.inRecovery && !own.inRecovery)
		return 'it is no standby: a copy, or this server by another name';
	return undefined;
}
