import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';
import type {IndexUseOnNode} from './schema.ts';

type Placed = Pick<IndexCatalogRow, 'oid' | 'parentOid' | 'partitioned'>;

/** The indexes of leaf partitions at any depth, by the oid of the topmost partitioned index. */
export function partsOf<Row extends Placed>(rows: readonly Row[]): Map<number, Row[]> {
	const parents = new Map(
		rows.flatMap(({oid, parentOid}) => (parentOid === null ? [] : [[oid, parentOid] as const])),
	);
	const result = new Map<number, Row[]>();
	for (const row of rows) {
		// A partitioned part has neither size nor counters.
		if (row.parentOid === null || row.partitioned) continue;
		let root = row.parentOid;
		for (let above = parents.get(root); above !== undefined; above = parents.get(root)) root = above;
		const known = result.get(root);
		if (known) known.push(row);
		else result.set(root, [row]);
	}
	return result;
}

/** The sum of the use of all parts. */
export function usedTogether(uses: readonly IndexUse[]): IndexUse {
	const times = uses.flatMap(({lastScan}) => (lastScan ? [lastScan.getTime()] : []));
	return {
		scans: uses.reduce((sum, {scans}) => sum + scans, 0),
		tuplesRead: uses.reduce((sum, {tuplesRead}) => sum + tuplesRead, 0),
		lastScan: times.length === 0 ? null : new Date(Math.max(...times)),
	};
}

export type IndexSize = Pick<IndexCatalogRow, 'sizeBytes' | 'sizeIsEstimate'> & {
	/** When the size was read by itself; null where it came with the catalog. */
	readonly sizeAt: Date | null;
};

/** Bytes of all parts, as old as the oldest size; null where none is known. */
export function sizeTogether(sizes: readonly IndexSize[]): IndexSize {
	const known = sizes.flatMap(({sizeBytes}) => (sizeBytes === null ? [] : [sizeBytes]));
	const times = sizes.flatMap(({sizeAt}) => (sizeAt === null ? [] : [sizeAt.getTime()]));
	return {
		sizeBytes: known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0),
		sizeIsEstimate: sizes.some(({sizeIsEstimate}) => sizeIsEstimate),
		// A call with spread arguments could exceed its limit.
		sizeAt: times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b))),
	};
}

/** As recently used as the part used last, and as uncertain as the least known part. */
export function evidenceTogether(parts: ReadonlyArray<readonly IndexUseOnNode[]>): IndexUseOnNode[] {
	const byNode = new Map<string, IndexUseOnNode[]>();
	for (const use of parts.flat()) byNode.set(use.node, [...(byNode.get(use.node) ?? []), use]);
	return [...byNode].map(([node, uses]) => {
		const [latest] = uses.toSorted((a, b) => when(b) - when(a));
		return {
			...(latest ?? {quietSince: null, basis: 'unknown' as const, firstSeen: null}),
			...usedTogether(uses),
			node,
			gapMs: Math.max(...uses.map(({gapMs}) => gapMs)),
			resets: Math.max(...uses.map(({resets}) => resets)),
			seen: Math.min(...uses.map(({seen}) => seen)),
		};
	});
}

/** An unknown time counts as the latest. */
function when({quietSince}: IndexUseOnNode): number {
	return quietSince?.getTime() ?? Number.POSITIVE_INFINITY;
}
