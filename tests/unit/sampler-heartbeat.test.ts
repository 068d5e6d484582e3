import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {pending} from '../../source/domain/snapshot/section.ts';
import {absenceWords} from '../../source/domain/snapshot/words.ts';
import {isStale} from '../../source/sampler/engine/live.ts';
import {Unsupported} from '../../source/sampler/engine/topic.ts';
import {samplerOf} from '../helpers/sampler-of.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A sampler whose only topic takes `takesMs`. */
const start = (takesMs: () => number) =>
	samplerOf([
		{
			id: 'registry',
			connection: 'sampling',
			grant: () => '',
			async read() {
				await new Promise(resolve => setTimeout(resolve, takesMs()));
				return new Unsupported(absenceWords('not-recorded'));
			},
		},
	]);

it('adds no frame while samples arrive in time', async () => {
	const {published, stop} = start(() => 1900);
	await vi.advanceTimersByTimeAsync(20_000);
	stop();
	expect(published.map(({snapshot}) => snapshot.sections.registry)).not.toContain(pending);
	expect(new Set(published.map(({snapshot}) => snapshot.takenAt)).size).toBe(published.length);
	expect(published.length).toBeGreaterThan(5);
});

it('ages the data on screen while a server does not answer', async () => {
	let takesMs = 100;
	const {published, stop} = start(() => takesMs);
	await vi.advanceTimersByTimeAsync(1000);
	takesMs = 60_000;
	await vi.advanceTimersByTimeAsync(12_000);
	stop();
	const [first, ...rest] = published;
	expect(rest.map(live => live.snapshot)).toEqual(rest.map(() => first?.snapshot));
	const ages = published.map(live => live.now.getTime() - live.snapshot.takenAt.getTime());
	expect(ages).toEqual([100, 5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000, 13_000]);
	expect(published.map(isStale)).toEqual(ages.map(age => age > 6000));
});
