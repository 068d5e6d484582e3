/** A value with its own age, read more seldom than the topic that it belongs to. */
export type Paced<T> = {readonly value: T; readonly sampledAt: Date};

/**
Reads again when the key changes, or when both `minimumMs` and a hundred times `share` of what the last reading took
are over: a question that takes 20 ms is asked at most every 20 s at a share of 0.1 %.
@param share of one core, 0 to 1
*/
export function createPace<T>({minimumMs, share}: {minimumMs: number; share: number}) {
	let last: {key: string; paced: Paced<T>; until: number} | undefined;
	return async (
		key: string,
		now: Date,
		read: () => Promise<T>,
		cost: {tookMs: number},
	): Promise<Paced<T>> => {
		if (last && last.key === key && now.getTime() < last.until) return last.paced;
		const before = cost.tookMs;
		const paced = {value: await read(), sampledAt: now};
		const waitMs = Math.max(minimumMs, (cost.tookMs - before) / share);
		last = {key, paced, until: now.getTime() + waitMs};
		return paced;
	};
}
