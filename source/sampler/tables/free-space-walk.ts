import {freeSpaceObstacle} from '../../domain/tables/measurement.ts';
import {type ReusableUnknown, reusableUnknown} from '../../domain/tables/words.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import {readFreeSpace, readMeasuringExtensions} from '../../queries/tables/measure.ts';
import type {TableCatalogRow} from '../../queries/tables/tables.ts';
import {createPace} from '../engine/pace.ts';

/** Most pages read of one table, and in one turn, which takes the server about 50 ms. */
const mostOfTable = 1024;
const mostOfTurn = 20_000;
const blockBytes = 8192;

type ReusableSpace = {
	readonly reusableBytes: number;
	readonly reusableSampled: boolean;
	readonly reusableAt: Date;
};

/**
Reads the free space maps of all tables in turns: tables never read come first, the largest before the others, then those
read longest ago. The pace keeps to its share of the server, and no table waits for a lock.
*/
export function createFreeSpaceWalk() {
	const known = new Map<number, ReusableSpace>();
	const triedAt = new Map<number, number>();
	const pace = createPace<ReusableUnknown | null>({minimumMs: 15_000, share: 0.0005});

	async function turn(
		reader: Reader,
		now: Date,
		tables: readonly TableCatalogRow[],
		quotedUser: string,
	): Promise<ReusableUnknown | null> {
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
			// A lock or a dropped table in between: its tables are retried after all others.
			return null;
		}
	}

	return {
		known: known as ReadonlyMap<number, ReusableSpace>,
		/** @returns why no free space map can be read, or null */
		async step(
			now: Date,
			apart: Reader,
			tables: readonly TableCatalogRow[],
			installed: boolean,
			quotedUser: string,
		): Promise<ReusableUnknown | null> {
			if (!installed) return reusableUnknown('extension-missing');
			const {value} = await pace('', now, apart, reader => turn(reader, now, tables, quotedUser));
			return value;
		},
	};
}

/** The tables of the next turn: as many as its pages allow, at least one. */
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
