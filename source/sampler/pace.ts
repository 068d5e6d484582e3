import type {Reader} from '../postgres/reader.ts';

/** A value with its own age, read more seldom than the topic that it belongs to. */
export type Paced<T> = {readonly value: T; readonly sampledAt: Date};

/**
Reads again when the key changes, or when both `minimumMs` and what the last reading took divided by `share` are over:
a question that takes 20 ms is asked at most every 20 s at a share of 0.1 %. What it costs is kept apart from the topic's
own questions, whose pace it would slow down for nothing.
@param share of one core, 0 to 1
*/
export function createPace<T>({minimumMs, share}: {minimumMs: number; share: number}) {
	let last: {key: string; paced: Paced<T>; until: number} | undefined;
	return async (
		key: string,
		now: Date,
		apart: Reader,
		read: (reader: Reader) => Promise<T>,
	): Promise<Paced<T>> => {
		if (last && last.key === key && now.getTime() < last.until) return last.paced;
		const before = apart.cost.tookMs;
		const paced = {value: await read(apart), sampledAt: now};
		const waitMs = Math.max(minimumMs, (apart.cost.tookMs - before) / share);
		last = {key, paced, until: now.getTime() + waitMs};
		return paced;
	};
}
