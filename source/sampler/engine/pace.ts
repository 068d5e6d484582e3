import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';

/** A value with its own age, read less often than its topic. */
type Paced<T> = {readonly value: T; readonly sampledAt: Date};

const failedMs = 60_000;

type PaceOptions<T> = {
	readonly minimumMs: number;
	/** Share of one core, 0 to 1. */
	readonly share: number;
	/** Whether part of the value is known to be temporary. Then it is read again after 5 s, cost permitting. */
	readonly passing?: (value: T) => boolean;
};

/**
Reads again when the key changes, or after both `minimumMs` and the cost of the last reading divided by `share`: a query
of 20 ms runs at most every 20 s at a share of 0.1 %. After a failure it rests equally long, up to a minute, because a
busy server must not be asked at every sample. Its cost is kept apart from the topic's own queries, whose pace it would
slow down.
*/
export function createPace<T>({minimumMs, share, passing}: PaceOptions<T>) {
	let last: {key: string; paced: Paced<T>; until: number} | undefined;
	let failure: {key: string; error: unknown; until: number} | undefined;
	return async (
		key: string,
		now: Date,
		apart: Reader,
		read: (reader: Reader) => Promise<T>,
	): Promise<Paced<T>> => {
		if (last && last.key === key && now.getTime() < last.until) return last.paced;
		if (failure?.key === key && now.getTime() < failure.until) throw failure.error;
		const before = apart.cost.tookMs;
		const value = await read(apart).catch((error: unknown) => {
			const restMs = Math.min(failedMs, (apart.cost.tookMs - before) / share);
			failure = isConnectionLoss(error) ? undefined : {key, error, until: now.getTime() + restMs};
			throw error;
		});
		const paced = {value, sampledAt: now};
		const restMs = passing?.(paced.value) ? Math.min(minimumMs, 5000) : minimumMs;
		const waitMs = Math.max(restMs, (apart.cost.tookMs - before) / share);
		last = {key, paced, until: now.getTime() + waitMs};
		return paced;
	};
}

/** A short key for a long list of facts, each of which requires a new reading when it changes. */
export function paceKey(facts: readonly unknown[]): string {
	const text = facts.join();
	let value = 0;
	for (let index = 0; index < text.length; index++)
		value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
	return `${text.length}:${value}`;
}
