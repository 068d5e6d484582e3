import type {Reader} from '../../postgres/reader.ts';
import {readStatisticsSince, type StatisticsSince} from '../../queries/statistics-since.ts';
import {createPace} from './pace.ts';

/**
The time since which counters count. It is read rarely, and at once when a counter falls, which only happens at a reset.
@returns a function of the current counters, by the oid of their object
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
