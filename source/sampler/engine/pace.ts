import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';

/** A value with its own age, read more seldom than the topic that it belongs to. */
type Paced<T> = {readonly value: T; readonly sampledAt: Date};

const failedMs = 60_000;

type PaceOptions<T> = {
	readonly minimumMs: number;
	/** Of one core, 0 to 1. */
	readonly share: number;
	/** Whether something in the value is known to be passing: then it is read again after 5 s, cost permitting. */
	readonly passing?: (value: T) => boolean;
};

/**
Reads again when the key changes, or when both `minimumMs` and what the last reading took divided by `share` are over:
a question that takes 20 ms is asked at most every 20 s at a share of 0.1 %. One that fails rests as long, up to a minute: a
server that is too busy to answer it must not be asked at every sample. What it costs is kept apart from the topic's
own questions, whose pace it would slow down for nothing.
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

/** A short key for a long list of facts that each ask for a new reading when they change. */
export function paceKey(facts: readonly unknown[]): string {
	const text = facts.join();
	let value = 0;
	for (let index = 0; index < text.length; index++)
		value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
	return `${text.length}:${value}`;
}
