import type {RequestPoint} from '../../queries/requests/requests.ts';

/** How often the whole chart is read again, for rows that were inserted late. */
const fullEveryMs = 600_000;

/**
The time from which to read the chart again: all of it the first time and every ten minutes, otherwise from the bucket before
the last known one, which may have been incomplete.
*/
export function seriesFrom(
	known: {points: readonly RequestPoint[]; fullAt: Date} | undefined,
	since: Date,
	now: Date,
	bucketSeconds: number,
): Date {
	if (!known || now.getTime() - known.fullAt.getTime() >= fullEveryMs)
		return bucketStart(since, bucketSeconds);
	const bucketMs = bucketSeconds * 1000;
	const last = known.points.at(-1)?.at.getTime() ?? since.getTime();
	const from = bucketStart(new Date(Math.min(last, now.getTime()) - bucketMs), bucketSeconds);
	const first = bucketStart(since, bucketSeconds);
	return from > first ? from : first;
}

export function bucketStart(date: Date, bucketSeconds: number): Date {
	const bucketMs = bucketSeconds * 1000;
	return new Date(Math.floor(date.getTime() / bucketMs) * bucketMs);
}

/** The known buckets in the window before `from`, followed by the new ones. */
export function mergeSeries(
	known: readonly RequestPoint[],
	newer: readonly RequestPoint[],
	from: Date,
	since: Date,
): RequestPoint[] {
	const kept = known.filter(point => point.at < from && point.at.getTime() > since.getTime() - 1);
	return [...kept, ...newer];
}

/** One value for each bucket from `since` to `now`, null for those without requests. */
export function spread<T>(
	points: readonly RequestPoint[],
	since: Date,
	now: Date,
	bucketSeconds: number,
	value: (point: RequestPoint) => T | null,
): Array<T | null> {
	const byStart = new Map(points.map(point => [point.at.getTime(), point]));
	const result: Array<T | null> = [];
	const end = now.getTime();
	for (let at = bucketStart(since, bucketSeconds).getTime(); at <= end; at += bucketSeconds * 1000) {
		const point = byStart.get(at);
		result.push(point ? value(point) : null);
	}
	return result;
}
