import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import type {IndexBloat} from './bloat.ts';

/** A rebuild is worth its work from twice the best on, of an index that is not small (as pg_index_watch does). */
const mostTimes = 2;
const leastRebuilt = 10 * 1024 * 1024;

type Rebuildable = Pick<
	IndexCatalogRow,
	'oid' | 'schema' | 'name' | 'analyzedBytes' | 'sizeBytes' | 'exclusion' | 'building'
> & {readonly bloat: IndexBloat | null};

/** Indexes that take twice the room a row or more than at their best, the worst first. */
export function bloatedIndexes<Row extends Rebuildable>(
	indexes: readonly Row[],
): Array<Row & {readonly bloat: IndexBloat; readonly ratio: number}> {
	return indexes
		.flatMap(index => {
			const {bloat, sizeBytes, analyzedBytes, exclusion, building} = index;
			if (bloat === null || exclusion || building || (sizeBytes ?? analyzedBytes) < leastRebuilt) return [];
			const ratio = bloat.bytesPerRow / bloat.bestBytesPerRow;
			return ratio < mostTimes ? [] : [{...index, bloat, ratio}];
		})
		.toSorted((a, b) => b.ratio - a.ratio);
}
