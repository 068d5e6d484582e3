import type {Live} from '../sampler/engine/live.ts';

/** Moments that can be shown again: those of this session in memory, or those of a file. */
export type Moments = {
	/** When each was, in milliseconds of the clock, the oldest first. */
	times(): readonly number[];
	/** What the screen showed at one of these times; undefined where it is not kept any more. */
	at(time: number): Live | undefined;
};

/** The place of the last time that is not after the one asked for; -1 where all are. */
export function placeBefore(times: readonly number[], time: number): number {
	let [low, high] = [0, times.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle] ?? 0) <= time) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
