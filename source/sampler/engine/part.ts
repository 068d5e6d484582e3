import type {Obstacle, Section} from '../../domain/snapshot/section.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {createPace} from './pace.ts';

/**
A part with its own pace: expensive queries run rarely, and a failure does not affect the other parts.
@param share of one core that it may use
*/
export function pacedPart<T>(minimumMs: number, share = 0.0002) {
	const pace = createPace<Section<T>>({
		minimumMs,
		share,
		passing: section => section.status === 'failed',
	});
	return async (
		key: string,
		now: Date,
		apart: Reader,
		obstacle: Obstacle | undefined,
		read: (reader: Reader) => Promise<T>,
	): Promise<Section<T>> => {
		if (obstacle) {
			const {grant, ...absence} = obstacle;
			return grant === null ? {status: 'unsupported', ...absence} : {status: 'denied', ...absence, grant};
		}
		const {value} = await pace(key, now, apart, own => sectionOf(own, now, read));
		return value;
	};
}

async function sectionOf<T>(
	own: Reader,
	now: Date,
	read: (reader: Reader) => Promise<T>,
): Promise<Section<T>> {
	const before = own.cost.tookMs;
	try {
		const value = await read(own);
		return {status: 'ok', value, sampledAt: now, tookMs: Math.round((own.cost.tookMs - before) * 100) / 100};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		return {status: 'failed', error: toServerError(error)};
	}
}
