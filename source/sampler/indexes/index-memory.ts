import {bytesPerRow} from '../../domain/indexes/bloat.ts';
import type {IndexNode, IndexUseOnNode} from '../../domain/indexes/schema.ts';
import {useOnNode} from '../../domain/indexes/use.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {NodeKey} from '../../history/evidence-file.ts';
import {createEvidenceLog, type Remembered} from '../../history/evidence-log.ts';
import {type IndexLook, quietTime} from '../../history/index-evidence.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import type {IndexCatalogRow, IndexCounters} from '../../queries/indexes/indexes.ts';
import {readTimeline} from '../../queries/replication/nodes.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {createNodes} from '../replication/nodes.ts';
import type {IndexTraits} from './index-shapes.ts';

export type IndexMemoryOptions = {
	/** Undefined: samples are not kept. */
	readonly file: string | undefined;
	/** The connection to this server; undefined asks no other server. */
	readonly connection: ConnectionSettings | undefined;
	readonly replicas: readonly ConnectionSettings[];
};

/** The use of indexes over time and on all nodes. */
export type IndexMemory = {
	readonly nodes: readonly IndexNode[];
	readonly file: string | null;
	readonly problem: string | null;
	uses(oid: number, now: Date): IndexUseOnNode[];
	best(oid: number): {bytesPerRow: number; at: Date} | undefined;
};

type Found = {
	readonly server: ServerIdentity;
	readonly rows: readonly IndexCatalogRow[];
	readonly counters: ReadonlyMap<number, IndexCounters>;
	readonly since: StatisticsSince;
	readonly traits: IndexTraits;
};

/** How long the memory of a sample is reused while nothing changes. */
const freshMs = 600_000;

/** @param patient waits for the other servers: a command samples once */
export function createIndexMemory({file, connection, replicas}: IndexMemoryOptions, patient: boolean) {
	const log = createEvidenceLog(file);
	const nodes = createNodes(connection, replicas);
	const others = new Map<string, {askedAt: Date | null; remembered: Remembered}>();
	let timeline: {startedAt: string; number: number} | undefined;
	let failure: string | null = null;
	let latest: {found: Found; atMs: number; remembered: Remembered} | undefined;

	async function lookAtOthers(key: Omit<NodeKey, 'node'>, found: Found, now: Date): Promise<void> {
		for (const answer of nodes.answers) {
			if (!answer.asked || answer.since === null) continue;
			if (others.get(answer.node)?.askedAt === answer.askedAt) continue;
			const counters = new Map(answer.counters.map(row => [row.oid, row]));
			const looks = looksAt(found, counters, false);
			const remembered = await log.look({...key, node: answer.node}, looks, answer.since, now);
			others.set(answer.node, {askedAt: answer.askedAt, remembered});
		}
	}

	return {
		async look(found: Found, reader: Reader, now: Date): Promise<IndexMemory> {
			const {server, since, counters, traits} = found;
			const node = `${server.host}:${server.port}`;
			const startedAt = `${server.startedAt.toISOString()} ${server.inRecovery}`;
			if (timeline?.startedAt !== startedAt)
				timeline = {startedAt, number: await readTimeline(reader, server.inRecovery)};
			const key = {
				// Some managed services withhold it: the host name then stands in.
				systemIdentifier: server.systemIdentifier ?? 'withheld',
				timeline: timeline.number,
				databaseOid: server.databaseOid,
			};
			const asking = nodes.refresh(reader, server, now).then(
				() => {
					failure = null;
				},
				(error: unknown) => {
					if (patient && isConnectionLoss(error)) throw error;
					failure = `Other servers of the cluster could not be asked for: ${(error as Error).message}`;
				},
			);
			if (patient) await asking;
			if (!latest || !isSame(latest.found, found) || now.getTime() - latest.atMs > freshMs) {
				const remembered = await log.look({...key, node}, looksAt(found, counters, true), since, now);
				latest = {found, atMs: now.getTime(), remembered};
			}
			const own = latest.remembered;
			await lookAtOthers(key, found, now);
			const answers = nodes.answers;
			const asked = answers.filter(answer => answer.asked);
			const byNode = new Map(
				asked.map(({node: name, counters: rows}) => [name, new Map(rows.map(row => [row.oid, row]))]),
			);
			const role = server.inRecovery ? 'standby' : 'primary';
			return {
				nodes: [
					{node, role, own: true, asked: true, reason: null, askedAt: now, user: server.quotedUser, since},
					...answers.map(({counters: _rows, reached: _by, told: _others, ...rest}) => rest),
				],
				file: log.file,
				problem: log.problem ?? failure,
				best(oid) {
					const record = own.records.get(oid);
					if (!record || record.bestBytesPerRow === null || record.bestMs === null) return undefined;
					return {bytesPerRow: record.bestBytesPerRow, at: new Date(record.bestMs)};
				},
				uses(oid, at) {
					const use = (
						name: string,
						rows: ReadonlyMap<number, IndexCounters>,
						from: StatisticsSince,
						of: Remembered | undefined,
					) => {
						const record = of?.records.get(oid);
						const facts = {
							...{node: name, since: from, madeBy: traits.madeBy.get(oid) ?? null},
							counters: rows.get(oid) ?? {scans: 0, tuplesRead: 0, lastScan: null},
							own: of && record ? quietTime(record, of.node) : undefined,
						};
						return useOnNode(facts, at);
					};
					return [
						use(node, counters, since, own),
						...asked.map(answer =>
							use(
								answer.node,
								byNode.get(answer.node) ?? new Map(),
								answer.since ?? {at: null, reset: false},
								others.get(answer.node)?.remembered,
							),
						),
					];
				},
			};
		},
		async close(): Promise<void> {
			log.close();
			await nodes.close();
		},
	};
}

/** Nothing that a sample would record has changed. */
function isSame(before: Found, found: Found): boolean {
	if (before.rows !== found.rows || before.traits !== found.traits || before.server !== found.server)
		return false;
	if (before.since.at?.getTime() !== found.since.at?.getTime()) return false;
	for (const [oid, {scans}] of found.counters) if (before.counters.get(oid)?.scans !== scans) return false;
	return true;
}

function looksAt(
	{rows, traits}: Found,
	counters: ReadonlyMap<number, IndexCounters>,
	sized: boolean,
): IndexLook[] {
	return rows.flatMap(row => {
		const fingerprint = traits.fingerprints.get(row.oid);
		const use = counters.get(row.oid);
		if (fingerprint === undefined || use === undefined || row.partitioned) return [];
		const {oid, schema, name} = row;
		return [
			{
				oid,
				fingerprint,
				name: `${schema}.${name}`,
				scans: use.scans,
				bytesPerRow: sized ? bytesPerRow(row) : null,
			},
		];
	});
}
