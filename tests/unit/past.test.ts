import {describe, expect, it} from 'vitest';
import {createPast, defaultLimits} from '../../source/recording/past.ts';
import {momentsOf} from '../helpers/moments.ts';

describe('the last minutes', () => {
	it('return every moment as it was published, in any order', () => {
		const published = momentsOf(100);
		const past = createPast();
		for (const live of published) past.add(live);
		const times = published.map(({snapshot}) => snapshot.takenAt.getTime());
		expect(past.times()).toEqual(times);
		for (const place of [99, 98, 0, 50, 51, 49, 97, 3, 99, 1]) {
			expect(past.at(times[place] ?? 0)).toEqual(published[place]);
		}
		past.rest();
		for (const [place, time] of times.entries()) expect(past.at(time)).toEqual(published[place]);
	});

	it('continue while a past moment is shown', () => {
		const published = momentsOf(80);
		const past = createPast();
		const times = published.map(({snapshot}) => snapshot.takenAt.getTime());
		for (const [place, live] of published.entries()) {
			past.add(live);
			expect(past.at(times[place >> 1] ?? 0)).toEqual(published[place >> 1]);
		}
	});

	it('count later results as part of their sample, and other publications not at all', () => {
		const [first, second, third] = momentsOf(3);
		if (!first || !second || !third) throw new Error('There are three moments.');
		const past = createPast();
		const more = {...second, snapshot: {...second.snapshot, cost: {queries: 30, tookMs: 9}}};
		for (const live of [first, second, {...second, now: new Date()}, more, third]) past.add(live);
		expect(past.times()).toHaveLength(3);
		expect(past.at(more.snapshot.takenAt.getTime())).toEqual(more);
		expect(past.at(first.snapshot.takenAt.getTime())).toEqual(first);
	});

	it('reach back as far as configured', () => {
		const past = createPast({...defaultLimits, forMs: 20_000});
		const published = momentsOf(100);
		for (const live of published) past.add(live);
		const last = published.at(-1)?.snapshot.takenAt.getTime() ?? 0;
		expect(past.times()).toHaveLength(11);
		expect(past.times()[0]).toBe(last - 20_000);
		expect(past.at(last - 20_000)).toEqual(published[89]);
	});

	it('keep to their size limit', () => {
		const past = createPast({...defaultLimits, bytes: 4000});
		for (const live of momentsOf(200)) {
			past.add(live);
			expect(past.bytes).toBeLessThanOrEqual(4000);
		}
		expect(past.times().length).toBeGreaterThan(2);
		expect(past.times().length).toBeLessThan(200);
	});
});
