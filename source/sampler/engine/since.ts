import type {Reader} from '../../postgres/reader.ts';
import {readStatisticsSince, type StatisticsSince} from '../../queries/statistics-since.ts';
import {createPace} from './pace.ts';

/**
Since when counters count: asked seldom, and at once where one of them is less than it was, which only a reset makes it.
@returns a function of the counters as they stand, by the oid of what they are of
*/
export function createSince() {
	const pace = createPace<StatisticsSince>({minimumMs: 30_000, share: 0.0002});
	let before: ReadonlyMap<number, number> = new Map();
	let resets = 0;
	return async (
		counters: ReadonlyMap<number, number>,
		now: Date,
		apart: Reader,
	): Promise<StatisticsSince> => {
		for (const [oid, count] of counters) {
			if (count >= (before.get(oid) ?? 0)) continue;
			resets++;
			break;
		}
		before = counters;
		return (await pace(String(resets), now, apart, readStatisticsSince)).value;
	};
}
