import * as z from 'zod';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import {time} from '../../queries/statement.ts';

export const indexBloat = z.object({
	lowBytes: z.number().describe('More than at its best: least'),
	highBytes: z.number().describe('Most'),
	bytesPerRow: z.number(),
	bestBytesPerRow: z.number().describe('The fewest that pgdeck ever saw of it'),
	bestAt: time,
});
export type IndexBloat = z.output<typeof indexBloat>;

/** Of a smaller one nothing follows. */
const leastBytes = 128 * 1024;

type Sized = Pick<IndexCatalogRow, 'rowsEstimate' | 'analyzedBytes'>;

/** Bytes and rows of the same moment; null where they were never counted, or are too few to tell anything. */
export function bytesPerRow({rowsEstimate, analyzedBytes}: Sized): number | null {
	return rowsEstimate === null || rowsEstimate < 1 || analyzedBytes < leastBytes
		? null
		: analyzedBytes / rowsEstimate;
}

/**
How much larger an index is than at its own best. No model of pages and widths: those are wrong by far for deduplicated
indexes. A range, since rows are as of the last VACUUM or ANALYZE, and the size may be of now.
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
