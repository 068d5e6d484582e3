import {describe, expect, it} from 'vitest';
import type {RequestPoint} from '../../source/queries/requests/requests.ts';
import {bucketStart, mergeSeries, seriesFrom, spread} from '../../source/sampler/requests/series.ts';

const at = (text: string) => new Date(`2026-11-21T${text}Z`);
const point = (text: string, p95Ms: number | null = 1): RequestPoint => ({
	at: at(text),
	count: 1,
	errors: 0,
	averageMs: 1,
	p95Ms,
});

it.each([
	['08:30:59', 60, '08:30:00'],
	['08:30:00', 60, '08:30:00'],
	['08:34:59', 300, '08:30:00'],
	['08:44:59', 900, '08:30:00'],
])('the bucket of %s of %d s begins at %s', (text, seconds, start) => {
	expect(bucketStart(at(text), seconds)).toEqual(at(start));
});

describe('seriesFrom', () => {
	const now = at('08:30:30');
	const since = at('07:30:30');
	const points = [point('07:31:00'), point('08:29:00'), point('08:30:00')];
	const known = {points, fullAt: at('08:25:00')};
	it.each([
		['all of it the first time', undefined, '07:30:00'],
		['all of it every ten minutes, for rows that came late', {points, fullAt: at('08:20:30')}, '07:30:00'],
		['else from the bucket before the last, which may have been incomplete', known, '08:29:00'],
		['all of it where there were no requests', {points: [], fullAt: known.fullAt}, '07:30:00'],
		['not from before the window', {points: [point('07:10:00')], fullAt: known.fullAt}, '07:30:00'],
		[
			'not from the future, where a row says it is of tomorrow',
			{points: [point('23:00:00')], fullAt: known.fullAt},
			'08:29:00',
		],
	])('%s', (_what, earlier, from) => {
		expect(seriesFrom(earlier, since, now, 60)).toEqual(at(from));
	});
});

it('mergeSeries keeps older buckets within the window', () => {
	const known = [point('07:00:00', 1), point('07:30:00', 2), point('08:28:00', 3), point('08:29:00', 4)];
	const newer = [point('08:29:00', 5), point('08:30:00', 6)];
	const merged = mergeSeries(known, newer, at('08:29:00'), at('07:30:00'));
	expect(merged.map(({p95Ms}) => p95Ms)).toEqual([2, 3, 5, 6]);
});

describe('spread', () => {
	const value = (item: RequestPoint) => item.p95Ms;
	it('has a value for each bucket, null for those without requests', () => {
		const points = [point('08:27:00', 7), point('08:29:00', 9)];
		expect(spread(points, at('08:26:10'), at('08:30:20'), 60, value)).toEqual([null, 7, null, 9, null]);
	});

	it('keeps unknown values null', () => {
		expect(spread([point('08:30:00', null)], at('08:30:00'), at('08:30:59'), 60, value)).toEqual([null]);
	});
});
