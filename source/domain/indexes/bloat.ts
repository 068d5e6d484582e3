import * as z from 'zod';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import {time} from '../../queries/statement.ts';

export const indexBloat = z.object({
	lowBytes: z.number().describe('Bytes above its best, at least'),
	highBytes: z.number().describe('Bytes above its best, at most'),
	bytesPerRow: z.number(),
	bestBytesPerRow: z.number().describe('Fewest that pgdeck has seen'),
	bestAt: time,
});
export type IndexBloat = z.output<typeof indexBloat>;

/** Smaller indexes are not compared: a few pages more or less mean nothing. */
const leastBytes = 128 * 1024;

type Sized = Pick<IndexCatalogRow, 'rowsEstimate' | 'analyzedBytes'>;

/** From bytes and rows of the same moment; null where never counted, or the index is too small. */
export function bytesPerRow({rowsEstimate, analyzedBytes}: Sized): number | null {
	return rowsEstimate === null || rowsEstimate < 1 || analyzedBytes < leastBytes
		? null
		: analyzedBytes / rowsEstimate;
}

/**
How much larger an index is than at its own best. A model of pages and widths would be far off for deduplicated indexes.
A range, because the rows are as of the last VACUUM or ANALYZE, while the size may be current.
*/
export function bloatOf(
	index: Sized,
	sizeBytes: number | null,
	best: {readonly bytesPerRow: number; readonly at: Date} | undefined,
): IndexBloat | null {
	const now = bytesPerRow(index);
	if (now === null || best === undefined || index.rowsEstimate === null) return null;
	const needed = best.bytesPerRow * index.rowsEstimate;
	const sizes = [index.analyzedBytes, sizeBytes ?? index.analyzedBytes].map(size =>
		Math.max(0, size - needed),
	);
	return {
		lowBytes: Math.round(Math.min(...sizes)),
		highBytes: Math.round(Math.max(...sizes)),
		bytesPerRow: now,
		bestBytesPerRow: best.bytesPerRow,
		bestAt: best.at,
	};
}

/** A rebuild pays from twice the best size on, and not for small indexes (as pg_index_watch does). */
const leastRatio = 2;
const leastRebuiltBytes = 10 * 1024 * 1024;

type Rebuildable = Pick<
	IndexCatalogRow,
	'oid' | 'schema' | 'name' | 'analyzedBytes' | 'sizeBytes' | 'exclusion' | 'building'
> & {readonly bloat: IndexBloat | null};

/** Indexes that take at least twice the bytes per row of their best, the worst first. */
export function bloatedIndexes<Row extends Rebuildable>(
	indexes: readonly Row[],
): Array<Row & {readonly bloat: IndexBloat; readonly ratio: number}> {
	return indexes
		.flatMap(index => {
			const {bloat, sizeBytes, analyzedBytes, exclusion, building} = index;
			if (bloat === null || exclusion || building || (sizeBytes ?? analyzedBytes) < leastRebuiltBytes)
				return [];
			const ratio = bloat.bytesPerRow / bloat.bestBytesPerRow;
			return ratio < leastRatio ? [] : [{...index, bloat, ratio}];
		})
		.toSorted((a, b) => b.ratio - a.ratio);
}
