import type {Live} from '../sampler/engine/live.ts';

/** Moments that can be shown again, from memory or a file. */
export type Moments = {
	/** The time of each moment in milliseconds, the oldest first. */
	times(): readonly number[];
	/** The screen's state at one of these times; undefined if it is no longer kept. */
	at(time: number): Live | undefined;
};

/** The index of the last time that is not after the given one; -1 if all are. */
export function placeBefore(times: readonly number[], time: number): number {
	let [low, high] = [0, times.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle] ?? 0) <= time) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
