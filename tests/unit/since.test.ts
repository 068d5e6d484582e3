import {expect, it} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {createSharedReading} from '../../source/sampler/engine/shared-reading.ts';
import {createSince} from '../../source/sampler/engine/since.ts';

function fakeReader() {
	const cost = {queries: 0, tookMs: 0};
	const read = async () => [{at: `2026-11-01T00:00:0${++cost.queries}.000Z`, reset: true}];
	return {cost, read} as unknown as Reader & {cost: {queries: number; tookMs: number}};
}

const after = (seconds: number) => new Date(1_000_000 + seconds * 1000);

it('queries the start of the counters after one of them has fallen, and seldom otherwise', async () => {
	const reader = fakeReader();
	const since = createSince();
	const ask = async (seconds: number, ...counts: ReadonlyArray<[number, number]>) => {
		await since(new Map(counts), after(seconds), reader);
		return reader.cost.queries;
	};
	expect(await ask(0, [1, 10], [2, 5])).toBe(1);
	expect(await ask(2, [1, 12], [2, 5])).toBe(1);
	// One is gone and one is new: neither is a reset.
	expect(await ask(4, [2, 5], [3, 0])).toBe(1);
	// The sum has grown, and yet one of them was reset.
	expect(await ask(6, [2, 1], [3, 90])).toBe(2);
	expect(await ask(8, [2, 1], [3, 91])).toBe(2);
	expect(await ask(36, [2, 1], [3, 91])).toBe(3);
});

it('shares one answer among concurrent callers, and queries again on request', async () => {
	const reader = fakeReader();
	let asked = 0;
	const shared = createSharedReading(60_000, async () => ++asked);
	expect(await Promise.all([shared.read(after(0), reader), shared.read(after(0), reader)])).toEqual([1, 1]);
	expect(await shared.read(after(59), reader)).toBe(1);
	expect(await shared.read(after(60), reader)).toBe(2);
	shared.forget();
	expect(await Promise.all([shared.read(after(61), reader), shared.read(after(61), reader)])).toEqual([3, 3]);
	// One that fails is not kept.
	const failing = createSharedReading(60_000, async () => {
		if (++asked === 4) throw new Error('no');
		return asked;
	});
	await expect(failing.read(after(0), reader)).rejects.toThrow('no');
	expect(await failing.read(after(1), reader)).toBe(5);
});
