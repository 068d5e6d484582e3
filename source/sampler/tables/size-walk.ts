import type {IndexSize} from '../../domain/indexes/partitions.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import type {TableCatalogRow} from '../../queries/tables/tables.ts';
import {readTrueSizes, type TrueSize} from '../../queries/tables/true-sizes.ts';
import {createPace} from '../engine/pace.ts';

/** Relations per turn, which takes the server about 10 ms. */
const mostOfTurn = 400;

/** A relation without an exact size: only the estimate of the last VACUUM or ANALYZE, or null. */
export type Unsized = {readonly oid: number; readonly estimateBytes: number | null};

/** When it was tried, and the estimate at that time: a different one means a VACUUM or ANALYZE since. */
export type Tried = {readonly at: Date; readonly estimateBytes: number | null};

type KnownSize = TrueSize & Tried;

/**
Reads the sizes of relations where there are too many to read at once, some hundred per turn: relations of unknown size
come first, the largest before the others, then those read longest ago. The pace keeps to its share of the server, and no
relation waits for a lock.
*/
export function createSizeWalk() {
	const known = new Map<number, KnownSize>();
	const tried = new Map<number, Tried>();
	const pace = createPace<null>({minimumMs: 15_000, share: 0.0005});

	async function turn(reader: Reader, now: Date, unsized: readonly Unsized[]): Promise<null> {
		const batch = nextUnsized(unsized, tried, mostOfTurn);
		const estimates = new Map(batch.map(({oid, estimateBytes}) => [oid, estimateBytes]));
		for (const {oid, estimateBytes} of batch) tried.set(oid, {at: now, estimateBytes});
		try {
			for (const size of await readTrueSizes(reader, [...estimates.keys()])) {
				known.set(size.oid, {...size, at: now, estimateBytes: estimates.get(size.oid) ?? null});
			}
		} catch (error) {
			if (isConnectionLoss(error)) throw error;
			// A lock in between: its relations are retried after all others.
		}
		return null;
	}

	return {
		/** @param unsized called only when a turn is due: there may be 40,000 relations */
		async step(now: Date, apart: Reader, unsized: () => readonly Unsized[]): Promise<void> {
			await pace('', now, apart, reader => turn(reader, now, unsized()));
		},
		/** The size read, unless a VACUUM or ANALYZE since has made the estimate the newer one. */
		find({oid, estimateBytes}: Unsized): KnownSize | undefined {
			const found = known.get(oid);
			return found?.estimateBytes === estimateBytes ? found : undefined;
		},
	};
}
export type SizeWalk = ReturnType<typeof createSizeWalk>;

/** The relations of the next turn. A changed estimate makes a relation count as never read. */
export function nextUnsized(
	unsized: readonly Unsized[],
	tried: ReadonlyMap<number, Tried>,
	most: number,
): Unsized[] {
	const triedMs = ({oid, estimateBytes}: Unsized) => {
		const last = tried.get(oid);
		return last?.estimateBytes === estimateBytes ? last.at.getTime() : 0;
	};
	return unsized
		.map(item => ({item, atMs: triedMs(item), size: item.estimateBytes ?? Number.MAX_VALUE}))
		.sort((a, b) => a.atMs - b.atMs || b.size - a.size)
		.slice(0, most)
		.map(({item}) => item);
}

type TableSizes = Pick<TableCatalogRow, 'tableBytes' | 'heapBytes' | 'indexBytes' | 'sizeIsEstimate'> & {
	readonly sizeAt: Date | null;
};

/** The table for the walk; none where its size is exact or cannot be read now. */
export function unsizedTable(row: TableCatalogRow): Unsized[] {
	const {oid, locked, absent, tableBytes, indexBytes, sizeIsEstimate} = row;
	if (locked || absent || !(sizeIsEstimate || tableBytes === null)) return [];
	return [{oid, estimateBytes: tableBytes === null ? null : tableBytes + (indexBytes ?? 0)}];
}

/** The sizes of a table, with those that the walk has read in place of estimates. */
export function tableSizes(row: TableCatalogRow, walk: SizeWalk): TableSizes {
	const [unsized] = unsizedTable(row);
	const found = unsized && walk.find(unsized);
	const {tableBytes, heapBytes, indexBytes, sizeIsEstimate} = row;
	if (!found) return {tableBytes, heapBytes, indexBytes, sizeIsEstimate, sizeAt: null};
	return {
		tableBytes: found.tableBytes,
		heapBytes: found.relationBytes,
		indexBytes: found.indexBytes,
		sizeIsEstimate: false,
		sizeAt: found.at,
	};
}

/** As `unsizedTable`. A partitioned index has no file. */
export function unsizedIndex(row: IndexCatalogRow): Unsized[] {
	const {oid, locked, partitioned, sizeBytes, sizeIsEstimate} = row;
	if (locked || partitioned || !(sizeIsEstimate || sizeBytes === null)) return [];
	return [{oid, estimateBytes: sizeBytes}];
}

export function indexSize(row: IndexCatalogRow, walk: SizeWalk): IndexSize {
	const [unsized] = unsizedIndex(row);
	const found = unsized && walk.find(unsized);
	const {sizeBytes, sizeIsEstimate} = row;
	if (!found) return {sizeBytes, sizeIsEstimate, sizeAt: null};
	return {sizeBytes: found.relationBytes, sizeIsEstimate: false, sizeAt: found.at};
}
