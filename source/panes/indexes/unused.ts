import type {Indexes, IndexRow} from '../../domain/indexes/schema.ts';
import {dropVerdict} from '../../domain/indexes/verdict.ts';

type Unused = {
	/** With evidence that is whole and nothing against a drop, the largest first. */
	readonly free: readonly IndexRow[];
	readonly freeBytes: number;
	readonly freeIsEstimate: boolean;
	/** Those without scans whose evidence lacks something, or that have something to think of. */
	readonly unproven: number;
};

/** Once for each sample: there may be 40,000. */
const known = new WeakMap<readonly IndexRow[], Unused>();

export function unusedOf({rows}: Indexes): Unused {
	const before = known.get(rows);
	if (before) return before;
	const unused = rows.filter(row => row.category === 'Unused' && row.parentOid === null);
	const free = unused
		.filter(row => dropVerdict(row).startsWith('yes'))
		.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0));
	const result = {
		free,
		freeBytes: free.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0),
		freeIsEstimate: free.some(({sizeIsEstimate}) => sizeIsEstimate),
		unproven: unused.filter(row => dropVerdict(row).startsWith('perhaps')).length,
	};
	known.set(rows, result);
	return result;
}
