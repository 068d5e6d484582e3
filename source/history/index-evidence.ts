import type {StatisticsSince} from '../queries/statistics-since.ts';

/** A reset loses a node's counters for the time between the last look before it and the reset. */
type Reset = {readonly noticedMs: number; readonly fromMs: number; readonly toMs: number};

/** The evidence of one node: each node has its own counters. Times are milliseconds. */
export type NodeRecord = {
	readonly lastSeenMs: number;
	/** Looks at it, at most one an hour. */
	readonly sightings: number;
	/** The number of resets of its counters. */
	readonly epoch: number;
	readonly resets: readonly Reset[];
};

/** One index on one node. */
export type IndexRecord = {
	readonly oid: number;
	/** Identifies the definition, because another index may get the same oid. */
	readonly fingerprint: string;
	readonly name: string;
	readonly firstSeenMs: number;
	/** Looks at the node before the first one at this index. */
	readonly sightingsBefore: number;
	/** The scans counted in this epoch. */
	readonly scans: number;
	readonly epoch: number;
	/** The time since which no new scan was seen. */
	readonly quietSinceMs: number;
	/**
	Resets of this index alone since then, which PostgreSQL does not record, and the time for which they hide scans.
	*/
	readonly ownResets: number;
	readonly ownGapMs: number;
	/** The smallest number of bytes per row ever seen. */
	readonly bestBytesPerRow: number | null;
	readonly bestMs: number | null;
};

/** One sample of an index. */
export type IndexLook = {
	readonly oid: number;
	readonly fingerprint: string;
	readonly name: string;
	readonly scans: number;
	/** As of the last VACUUM or ANALYZE; null if unknown. */
	readonly bytesPerRow: number | null;
};

/**
Whether the counters of a node were reset since the last look. They were not if they count since before that look, or if
an index still has exactly its former number of scans, which a reset would have set to zero. Without such proof, as
after a restart of a server whose indexes had no scans, the counters are taken to be lost.
*/
export function wasReset(
	node: NodeRecord,
	records: ReadonlyMap<number, IndexRecord>,
	looks: readonly IndexLook[],
	since: StatisticsSince,
): boolean {
	if (since.at === null) return looks.filter(look => hasFewer(look, records, node)).length > 1;
	if (since.at.getTime() <= node.lastSeenMs) return false;
	if (since.reset) return true;
	if (looks.some(look => hasFewer(look, records, node))) return true;
	return !looks.some(({oid, scans}) => scans > 0 && records.get(oid)?.scans === scans);
}

function hasFewer({oid, scans}: IndexLook, records: ReadonlyMap<number, IndexRecord>, {epoch}: NodeRecord) {
	const record = records.get(oid);
	return record?.epoch === epoch && scans < record.scans;
}

/** The node after a newly detected reset. */
export function afterReset(node: NodeRecord, since: StatisticsSince, nowMs: number): NodeRecord {
	const toMs = Math.min(nowMs, Math.max(node.lastSeenMs, since.at?.getTime() ?? nowMs));
	const reset = {noticedMs: nowMs, fromMs: node.lastSeenMs, toMs};
	// More than a hundred resets add no information.
	return {...node, epoch: node.epoch + 1, resets: [...node.resets, reset].slice(-100)};
}

/** The evidence for an index after a sample; the same object if the sample added nothing. */
export function observed(
	before: IndexRecord | undefined,
	look: IndexLook,
	node: NodeRecord,
	nowMs: number,
): IndexRecord {
	const {oid, fingerprint, name, scans, bytesPerRow} = look;
	if (before?.fingerprint !== fingerprint) {
		return {
			...{oid, fingerprint, name, scans, firstSeenMs: nowMs, sightingsBefore: node.sightings},
			...{epoch: node.epoch, quietSinceMs: nowMs, ownResets: 0, ownGapMs: 0},
			...{bestBytesPerRow: bytesPerRow, bestMs: bytesPerRow === null ? null : nowMs},
		};
	}
	const known = withBest({...before, oid, name}, bytesPerRow, nowMs);
	const base = before.epoch === node.epoch ? before.scans : 0;
	if (scans > base)
		return {...known, scans, epoch: node.epoch, quietSinceMs: nowMs, ownResets: 0, ownGapMs: 0};
	if (scans < base) {
		const gapMs = before.ownGapMs + nowMs - node.lastSeenMs;
		const quietSinceMs = scans > 0 ? nowMs : before.quietSinceMs;
		return {...known, scans, quietSinceMs, ownResets: before.ownResets + 1, ownGapMs: gapMs};
	}
	if (before.epoch !== node.epoch) return {...known, scans, epoch: node.epoch};
	return known.oid === before.oid && known.name === before.name && known.bestMs === before.bestMs
		? before
		: known;
}

function withBest(record: IndexRecord, bytesPerRow: number | null, nowMs: number): IndexRecord {
	if (bytesPerRow === null) return record;
	const isBetter = record.bestBytesPerRow === null || bytesPerRow < record.bestBytesPerRow;
	return isBetter ? {...record, bestBytesPerRow: bytesPerRow, bestMs: nowMs} : record;
}

/**
REINDEX CONCURRENTLY gives an index a new oid but keeps its name, definition and counters, so its history continues.
Continuing counters are the proof: an index that was dropped and created again starts from zero, and its history ends,
because somebody wanted it back.
*/
export function adopted(
	looks: readonly IndexLook[],
	records: ReadonlyMap<number, IndexRecord>,
): Map<number, IndexRecord> {
	const present = new Set(looks.map(({oid}) => oid));
	const gone = new Map<string, IndexRecord>();
	for (const record of records.values()) {
		if (!present.has(record.oid)) gone.set(`${record.fingerprint} ${record.name}`, record);
	}
	const result = new Map<number, IndexRecord>();
	for (const {oid, fingerprint, name, scans} of looks) {
		const old = gone.size === 0 ? undefined : gone.get(`${fingerprint} ${name}`);
		const record = records.get(oid) ?? (old && old.scans > 0 && scans >= old.scans ? old : undefined);
		if (record) result.set(oid, record);
	}
	return result;
}

/** The time in which an index was unused according to its record, as far as it was sampled. */
export function quietTime(record: IndexRecord, node: NodeRecord) {
	const resets = node.resets.filter(({noticedMs}) => noticedMs > record.quietSinceMs);
	const gapMs = resets.reduce((sum, {fromMs, toMs}) => sum + toMs - fromMs, record.ownGapMs);
	return {
		firstSeen: new Date(record.firstSeenMs),
		quietSince: new Date(record.quietSinceMs),
		seen: Math.max(1, node.sightings - record.sightingsBefore),
		resets: resets.length + record.ownResets,
		gapMs,
	};
}
