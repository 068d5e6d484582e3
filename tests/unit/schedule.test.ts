import {describe, expect, it} from 'vitest';
import {average, costBudget, periods} from '../../source/sampler/engine/schedule.ts';

const intervalMs = 2000;

/** Average milliseconds of server time that the topics use per interval. */
const spent = (costs: Map<string, number>, often: Map<string, number>) =>
	[...costs].reduce((sum, [topic, cost]) => sum + (cost * intervalMs) / (often.get(topic) ?? Number.NaN), 0);

describe('periods', () => {
	it('reads topics within the budget at every interval', () => {
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

	it('throttles expensive topics and reads cheap ones at every interval', () => {
		const often = periods(
			new Map([
				['dear', 500],
				['cheap', 0.5],
			]),
			intervalMs,
		);
		expect(often.get('cheap')).toBe(intervalMs);
		// 9.5 of the budget's 10 ms are left: 500 ms of work are due about every 105 s.
		expect(often.get('dear')).toBeCloseTo((intervalMs * 500) / 9.5);
	});

	it('gives unused shares to more expensive topics', () => {
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

	it('serves the vital signs first, with up to half of the budget', () => {
		const costs = new Map([
			['health', 4],
			['a', 3.9],
			['b', 3.9],
		]);
		expect(periods(costs, intervalMs, costBudget, {first: 'health'}).get('health')).toBe(intervalMs);
		expect(periods(costs, intervalMs).get('health')).toBeGreaterThan(intervalMs);
		// More expensive than half of the budget, they wait too.
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

	it('sets no period for a topic that was never read', () => {
		expect(periods(new Map(), intervalMs).size).toBe(0);
		expect([...periods(new Map([['a', 1]]), intervalMs, costBudget, {first: 'health'}).keys()]).toEqual([
			'a',
		]);
	});

	it('serves topics on screen first', () => {
		const costs = new Map(['seen', 'b', 'c', 'd', 'e'].map(name => [name, 12] as const));
		const often = periods(costs, intervalMs, costBudget, {shown: new Set(['seen'])});
		expect(often.get('seen')).toBe((intervalMs * 12) / 7.5);
		expect(often.get('b')).toBeGreaterThan(often.get('seen') ?? 0);
		expect(spent(costs, often)).toBeCloseTo(intervalMs * costBudget);
	});

	it('uses the whole budget if all are on screen', () => {
		const costs = new Map(['a', 'b'].map(name => [name, 50] as const));
		const often = periods(costs, intervalMs, costBudget, {shown: new Set(costs.keys())});
		expect(spent(costs, often)).toBeCloseTo(intervalMs * costBudget);
	});

	it('reserves nothing for topics that are not read, and little for rare ones', () => {
		const costs = new Map(['never', 'seldom', 'often'].map(name => [name, 10] as const));
		const leastMs = (topic: string) => ({never: Number.POSITIVE_INFINITY, seldom: 60_000})[topic] ?? 0;
		const often = periods(costs, intervalMs, costBudget, {leastMs});
		expect(often.get('never')).toBe(Number.POSITIVE_INFINITY);
		expect(often.get('seldom')).toBe(60_000);
		expect(often.get('often')).toBeLessThan(intervalMs * 1.1);
	});

	it('never exceeds the budget', () => {
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

	it('ignores a single late answer, but follows several soon', () => {
		let value: number | undefined;
		for (let reading = 0; reading < 12; reading++) value = average(value, 4);
		const late = average(value, 340);
		// Still read at every interval: topics on screen have three quarters of the budget.
		expect(late / (costBudget * 0.75)).toBeLessThan(intervalMs);
		value = late;
		for (let reading = 0; reading < 10; reading++) value = average(value, 340);
		expect(value).toBeGreaterThan(200);
	});

	it('discounts the first reading, which fills the caches', () => {
		expect(average(undefined, 100)).toBeLessThan(50);
	});
});
