import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {createBeat} from '../../source/sampler/engine/beat.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A topic that is looked at every second and counts the looks. */
function looked(look: () => Promise<void> = async () => undefined) {
	let lastAt = Number.NEGATIVE_INFINITY;
	const looks: number[] = [];
	const beat: Topic['beat'] = {
		dueInMs: now => lastAt + 1000 - now.getTime(),
		async look(_reader, at) {
			looks.push(at.getTime());
			await look();
			lastAt = at.getTime();
		},
	};
	return {looks, topic: {beat} as Topic, sampled: (at: number) => (lastAt = at)};
}

const reader = {metered: () => reader} as unknown as Reader;
const clock = () => new Date(Date.now());

it('reads every second, except just after a sample', async () => {
	const {looks, topic, sampled} = looked();
	const beat = createBeat([topic], reader, clock, () => false);
	const begun = Date.now();
	beat.start();
	await vi.advanceTimersByTimeAsync(3100);
	expect(looks.map(at => at - begun)).toEqual([1000, 2000, 3000]);
	sampled(Date.now() + 800);
	await vi.advanceTimersByTimeAsync(1700);
	expect(looks).toHaveLength(3);
	beat.stop();
	await vi.advanceTimersByTimeAsync(10_000);
	expect(looks).toHaveLength(3);
});

it('rests while the console is paused and continues afterwards', async () => {
	const {looks, topic} = looked();
	let paused = true;
	const beat = createBeat([topic], reader, clock, () => paused);
	beat.start();
	await vi.advanceTimersByTimeAsync(5000);
	expect(looks).toEqual([]);
	paused = false;
	await vi.advanceTimersByTimeAsync(1500);
	expect(looks.length).toBeGreaterThan(0);
	beat.stop();
});

it('waits longer after a failed reading', async () => {
	const {looks, topic} = looked(() => Promise.reject(new Error('gone')));
	const beat = createBeat([topic], reader, clock, () => false);
	beat.start();
	await vi.advanceTimersByTimeAsync(10_500);
	expect(looks).toHaveLength(1);
	await vi.advanceTimersByTimeAsync(1000);
	expect(looks).toHaveLength(2);
	beat.stop();
});
