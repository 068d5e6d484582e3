import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import {readTrueSizes, type TrueSize} from '../../queries/tables/true-sizes.ts';
import {createPace} from '../engine/pace.ts';

/** Relations of a turn, which are some 10 ms of the server. */
const mostOfTurn = 400;

/** A relation whose size is as of the last VACUUM or ANALYZE, or not known: null. */
export type Unsized = {readonly oid: number; readonly estimateBytes: number | null};

/** When it was tried, and what the estimate was then: another one is of a VACUUM or ANALYZE since. */
export type Tried = {readonly at: Date; readonly estimateBytes: number | null};

type KnownSize = TrueSize & Tried;

/**
Walks over the files of relations of which there are too many to look at each, some hundred at a turn: those of unknown size
first, the largest before the others, then those that were read longest ago. It goes as fast as its share of the server
allows, and no relation waits for a lock.
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
			// A lock that came between: these have their turn again after all others.
		}
		return null;
	}

	return {
		/** @param unsized asked for only where a turn is due: there may be 40,000 of them */
		async step(now: Date, apart: Reader, unsized: () => readonly Unsized[]): Promise<void> {
			await pace('', now, apart, reader => turn(reader, now, unsized()));
		},
		/** What was read of it, unless VACUUM or ANALYZE have come since: then their estimate is the newer one. */
		find({oid, estimateBytes}: Unsized): KnownSize | undefined {
			const found = known.get(oid);
			return found?.estimateBytes === estimateBytes ? found : undefined;
		},
	};
}
export type SizeWalk = ReturnType<typeof createSizeWalk>;

/** The relations of the next turn. One whose estimate has changed is as if it had never been read. */
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
