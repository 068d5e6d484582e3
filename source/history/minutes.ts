import {append, type Ring} from './ring.ts';
import type {Vitals} from './vitals.ts';

/** One minute as a baseline for later ones. Null if no sample of it had the value. */
export type Minute = {
	readonly startedAt: Date;
	readonly samples: number;
	readonly transactions: number | null;
	readonly rollbacks: number | null;
	/**
	Blocks per second rather than each sample's hit ratio, because a mean of ratios would give idle samples the same
	weight.
	*/
	readonly blocksHit: number | null;
	readonly blocksRead: number | null;
	readonly sizeBytes: number | null;
	/** Totals of the minute, as far as they were sampled. */
	readonly deadlocks: number;
	/** The most bytes of temporary files written in a second. */
	readonly tempPeak: number;
};

const minuteMs = 60_000;
const figures = ['transactions', 'rollbacks', 'blocksHit', 'blocksRead', 'sizeBytes'] as const;

/**
Adds a sample to the last minute, or starts a new one.
@param overMs the time that the sample's rates cover
*/
export function withSample(minutes: Ring<Minute>, sample: Vitals, overMs = 0): Ring<Minute> {
	const startedAt = new Date(Math.floor(sample.at.getTime() / minuteMs) * minuteMs);
	const last = minutes.items.at(-1);
	const deadlocks = Math.round(((sample.deadlocks ?? 0) * overMs) / 1000);
	const tempPeak = sample.tempBytes ?? 0;
	if (last?.startedAt.getTime() !== startedAt.getTime()) {
		const {transactions, rollbacks, blocksHit, blocksRead, sizeBytes} = sample;
		const counted = {transactions, rollbacks, blocksHit, blocksRead, sizeBytes, deadlocks, tempPeak};
		return append(minutes, {startedAt, samples: 1, ...counted});
	}
	const samples = last.samples + 1;
	const mixed = Object.fromEntries(
		figures.map(figure => [figure, mean(last[figure], sample[figure], samples)]),
	) as Pick<Minute, (typeof figures)[number]>;
	const minute: Minute = {
		...{startedAt, samples, ...mixed},
		deadlocks: last.deadlocks + deadlocks,
		tempPeak: Math.max(last.tempPeak, tempPeak),
	};
	return {...minutes, items: [...minutes.items.slice(0, -1), minute]};
}

function mean(before: number | null, value: number | null, samples: number): number | null {
	if (value === null || before === null) return value ?? before;
	return before + (value - before) / samples;
}

/**
The baseline and the current values: the median of all minutes but the last two, and the mean of the last complete one.
Undefined with fewer than ten minutes, which are too few for a baseline.
*/
export function usualAndNow(
	minutes: readonly Minute[],
	figure: (minute: Minute) => number | null,
): {usual: number; now: number; minutes: number; minute: Minute} | undefined {
	const over = minutes.slice(0, -1);
	const now = over.at(-1);
	const value = now === undefined ? null : figure(now);
	const before = over
		.slice(0, -1)
		.map(figure)
		.filter(known => known !== null);
	if (now === undefined || value === null || before.length < leastMinutes) return undefined;
	const middle = before.toSorted((a, b) => a - b)[Math.floor(before.length / 2)] ?? value;
	return {usual: middle, now: value, minutes: before.length, minute: now};
}

export const leastMinutes = 10;
