import type {SparkScale} from '../../components/sparkline.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {VitalId} from '../../history/vitals.ts';

/** Up to here a value is unremarkable: its bars grow from the bottom, and reach the top where they reach this. */
const ceilings: Readonly<Record<Exclude<VitalId, 'connections' | 'cacheHit' | 'sizeBytes'>, number>> = {
	active: 8,
	transactions: 10,
	rollbacks: 1,
	deadlocks: 1,
	tempBytes: 1_000_000,
	oldestTransactionMs: 60_000,
	longestQueryMs: 1000,
	lagBytes: 1_000_000,
};

/**
What the bars of a vital sign are measured by: connections by max_connections, cache hit by its last tenth, growth of
the database by a hundredth of its size; the others by a fixed least ceiling. A quiet server draws a quiet line.
*/
export function scaleOf(id: VitalId, values: ReadonlyArray<number | null>, snapshot: Snapshot): SparkScale {
	if (id === 'connections') {
		return {floor: 0, ceiling: shownValue(snapshot.sections.health)?.value.maxConnections ?? 0};
	}
	if (id === 'cacheHit') return {floor: 0.9, ceiling: 1};
	if (id === 'sizeBytes') {
		const known = values.filter((value): value is number => value !== null);
		const least = Math.min(...known);
		return known.length === 0 ? {floor: 0, ceiling: 0} : {floor: least, ceiling: least * 1.01};
	}
	return {floor: 0, ceiling: ceilings[id]};
}
