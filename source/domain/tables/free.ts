import type {TableStatus} from './schema.ts';
import {leastShrinkBytes, mostShrink} from './verdict.ts';

type Known = Pick<TableStatus, 'heapBytes' | 'bloatLowBytes' | 'bloatUnknown' | 'reusableBytes' | 'verdict'>;

/** How much of a heap is free, and by which way of knowing. */
type Free = {readonly freeBytes: number; readonly heapBytes: number; readonly method: string};

/**
A table that is free for a good part. The free space map counts what a fillfactor keeps free on purpose, and statistics
count dead rows: where both are known the lesser of them is meant.
@returns undefined where it is not, or where nothing tells
*/
export function mostlyFree(table: Known): Free | undefined {
	const {heapBytes, bloatLowBytes, bloatUnknown, reusableBytes} = table;
	if (heapBytes === null) return undefined;
	const estimated = bloatUnknown === null ? bloatLowBytes : null;
	// What is dead is not free yet, and statistics can't tell one from the other.
	if (reusableBytes === null && table.verdict === 'dead rows') return undefined;
	const known = [reusableBytes, estimated].flatMap(figure => figure ?? []);
	if (known.length === 0) return undefined;
	const freeBytes = Math.min(...known);
	if (freeBytes < leastShrinkBytes || freeBytes < mostShrink * heapBytes) return undefined;
	return {freeBytes, heapBytes, method: methodOf(reusableBytes !== null, estimated !== null)};
}

function methodOf(byMap: boolean, byStatistics: boolean): string {
	if (!byMap) return 'by planner statistics';
	return byStatistics
		? 'by the free space map and planner statistics'
		: 'by the free space map, part of it on purpose where its fillfactor is below 100';
}
