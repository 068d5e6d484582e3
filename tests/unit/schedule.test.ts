import {describe, expect, it} from 'vitest';
import {average, costBudget, periods} from '../../source/sampler/engine/schedule.ts';

const intervalMs = 2000;

/** Milliseconds of the server's time that the topics take in an interval, on average. */
const spent = (costs: Map<string, number>, often: Map<string, number>) =>
	[...costs].reduce((sum, [topic, cost]) => sum + (cost * intervalMs) / (often.get(topic) ?? Number.NaN), 0);

describe('periods', () => {
	it('asks at every interval what fits into the budget', () => {
		expect([
			...periods(
				new Map([
					['a', 1],
					['b', 2],
				]),
				intervalMs,
			),
		]).toEqual([
			['a', intervalMs],
			['b', intervalMs],
		]);
	});

	it('asks a dear one as seldom as it must, and the cheap ones still at every interval', () => {
		const often = periods(
			new Map([
				['dear', 500],
				['cheap', 0.5],
			]),
			intervalMs,
		);
		expect(often.get('cheap')).toBe(intervalMs);
		// 9.5 of the budget's 10 ms are left: 500 ms of work are due once in about 105 s.
		expect(often.get('dear')).toBeCloseTo((intervalMs * 500) / 9.5);
	});

	it('gives what one leaves of its share to the dearer ones', () => {
		const alone = periods(new Map([['dear', 100]]), intervalMs).get('dear') ?? 0;
		const beside =
			periods(
				new Map([
					['dear', 100],
					['cheap', 0.1],
				]),
				intervalMs,
			).get('dear') ?? 0;
		expect(beside).toBeGreaterThan(alone);
		expect(beside).toBeLessThan(alone * 1.05);
	});

	it('serves the vital signs before all others, from up to half of the budget', () => {
		const costs = new Map([
			['health', 4],
			['a', 3.9],
			['b', 3.9],
		]);
		expect(periods(costs, intervalMs, costBudget, {first: 'health'}).get('health')).toBe(intervalMs);
		expect(periods(costs, intervalMs).get('health')).toBeGreaterThan(intervalMs);
		// Dearer than half of the budget, they wait too.
		const dear = periods(
			new Map([
				['health', 50],
				['a', 1],
			]),
			intervalMs,
			costBudget,
			{first: 'health'},
		);
		expect(dear.get('health')).toBe(intervalMs * 10);
		expect(dear.get('a')).toBe(intervalMs);
	});

	it('knows nothing of a topic that was never read: it is due', () => {
		expect(periods(new Map(), intervalMs).size).toBe(0);
		expect([...periods(new Map([['a', 1]]), intervalMs, costBudget, {first: 'health'}).keys()]).toEqual([
			'a',
		]);
	});

	it('serves what is on screen before what nobody looks at', () => {
		const costs = new Map(['seen', 'b', 'c', 'd', 'e'].map(name => [name, 12] as const));
		const often = periods(costs, intervalMs, costBudget, {shown: new Set(['seen'])});
		expect(often.get('seen')).toBe((intervalMs * 12) / 7.5);
		expect(often.get('b')).toBeGreaterThan(often.get('seen') ?? 0);
		expect(spent(costs, often)).toBeCloseTo(intervalMs * costBudget);
	});

	it('leaves nothing unused where all are on screen', () => {
		const costs = new Map(['a', 'b'].map(name => [name, 50] as const));
		const often = periods(costs, intervalMs, costBudget, {shown: new Set(costs.keys())});
		expect(spent(costs, often)).toBeCloseTo(intervalMs * costBudget);
	});

	it('keeps nothing for a topic that is not asked, and little for one that is asked seldom anyway', () => {
		const costs = new Map(['never', 'seldom', 'often'].map(name => [name, 10] as const));
		const leastMs = (topic: string) => ({never: Number.POSITIVE_INFINITY, seldom: 60_000})[topic] ?? 0;
		const often = periods(costs, intervalMs, costBudget, {leastMs});
		expect(often.get('never')).toBe(Number.POSITIVE_INFINITY);
		expect(often.get('seldom')).toBe(60_000);
		expect(often.get('often')).toBeLessThan(intervalMs * 1.1);
	});

	it('never lets all together take more than the budget', () => {
		for (let seed = 1; seed < 200; seed++) {
			const names = ['health', 'a', 'b', 'c', 'd', 'e'].slice(0, 1 + (seed % 6));
			const costs = new Map(names.map((name, index) => [name, ((seed * (index + 3) * 7919) % 997) / 7]));
			for (const turns of [{}, {first: 'health'}, {shown: new Set(['a', 'c'])}]) {
				const often = periods(costs, intervalMs, costBudget, turns);
				expect(spent(costs, often)).toBeLessThanOrEqual(intervalMs * costBudget * 1.000_001);
				for (const period of often.values()) expect(period).toBeGreaterThanOrEqual(intervalMs);
			}
		}
	});
});

describe('average', () => {
	it('follows a change within a few readings', () => {
		let value: number | undefined;
		for (let reading = 0; reading < 12; reading++) value = average(value, 10);
		expect(value).toBeCloseTo(10, 0);
		expect(average(10, 0)).toBe(7);
	});

	it('does not take one late answer at its word, and all of them soon', () => {
		let value: number | undefined;
		for (let reading = 0; reading < 12; reading++) value = average(value, 4);
		const late = average(value, 340);
		// Still asked at every interval: what is on screen has three quarters of the budget.
		expect(late / (costBudget * 0.75)).toBeLessThan(intervalMs);
		value = late;
		for (let reading = 0; reading < 10; reading++) value = average(value, 340);
		expect(value).toBeGreaterThan(200);
	});

	it('does not take the first reading, which fills the caches, at its word', () => {
		expect(average(undefined, 100)).toBeLessThan(50);
	});
});
