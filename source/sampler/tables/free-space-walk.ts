import {freeSpaceObstacle} from '../../domain/tables/measurement.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import {readFreeSpace, readMeasuringExtensions} from '../../queries/tables/measure.ts';
import type {TableCatalogRow} from '../../queries/tables/tables.ts';
import {createPace} from '../engine/pace.ts';

/** Pages that are looked at of one table; and of all of a turn, which is some 50 ms of the server. */
const mostOfTable = 1024;
const mostOfTurn = 20_000;
const blockBytes = 8192;

type ReusableSpace = {
	readonly reusableBytes: number;
	readonly reusableSampled: boolean;
	readonly reusableAt: Date;
};

/**
Walks over the free space maps of all tables, some at a turn: those that were never read first, the largest before the
others, then those that were read longest ago. It goes as fast as its share of the server allows, and no table waits for a lock.
*/
export function createFreeSpaceWalk() {
	const known = new Map<number, ReusableSpace>();
	const triedAt = new Map<number, number>();
	const pace = createPace<string | null>({minimumMs: 15_000, share: 0.0005});

	async function turn(
		reader: Reader,
		now: Date,
		tables: readonly TableCatalogRow[],
		quotedUser: string,
	): Promise<string | null> {
		const extensions = await readMeasuringExtensions(reader);
		const obstacle = freeSpaceObstacle(extensions, quotedUser);
		if (obstacle !== null) return obstacle;
		const schema = extensions.find(({name}) => name === 'pg_freespacemap')?.schema ?? '';
		const batch = nextBatch(tables, triedAt);
		for (const oid of batch) triedAt.set(oid, now.getTime());
		try {
			for (const {oid, freeBytes, sampled} of await readFreeSpace(reader, schema, batch, mostOfTable)) {
				known.set(oid, {reusableBytes: freeBytes, reusableSampled: sampled, reusableAt: now});
			}
			return null;
		} catch (error) {
			if (isConnectionLoss(error)) throw error;
			// A lock that came between, or a table that went: these have their turn again after all others.
			return null;
		}
	}

	return {
		known: known as ReadonlyMap<number, ReusableSpace>,
		/** @returns why nothing can be known of any table, or null */
		async step(
			now: Date,
			apart: Reader,
			tables: readonly TableCatalogRow[],
			installed: boolean,
			quotedUser: string,
		): Promise<string | null> {
			if (!installed) return 'it takes CREATE EXTENSION pg_freespacemap';
			const {value} = await pace('', now, apart, reader => turn(reader, now, tables, quotedUser));
			return value;
		},
	};
}

/** The tables of the next turn, as many as its pages allow; one at least. */
export function nextBatch(
	tables: readonly Pick<TableCatalogRow, 'oid' | 'heapBytes' | 'locked'>[],
	triedAt: ReadonlyMap<number, number>,
): number[] {
	const waiting = tables
		.filter(({heapBytes, locked}) => !locked && (heapBytes ?? 0) > 0)
		.toSorted(
			(a, b) =>
				(triedAt.get(a.oid) ?? 0) - (triedAt.get(b.oid) ?? 0) || (b.heapBytes ?? 0) - (a.heapBytes ?? 0),
		);
	let pages = 0;
	const batch: number[] = [];
	for (const {oid, heapBytes} of waiting) {
		pages += Math.min((heapBytes ?? 0) / blockBytes, 2 * mostOfTable);
		if (batch.length > 0 && pages > mostOfTurn) break;
		batch.push(oid);
	}
	return batch;
}
