import {describe, expect, it} from 'vitest';
import {createStopwatch, tripsOf} from '../../source/postgres/stopwatch.ts';

describe('the server time of statements', () => {
	it('starts at the previous answer for concurrent statements', () => {
		const stopwatch = createStopwatch();
		stopwatch.took(0, 0.5, 1);
		expect(stopwatch.took(10, 30, 1)).toBe(20);
		expect(stopwatch.took(10, 50, 1)).toBe(20);
	});

	it('excludes the round trip to a distant server', () => {
		const stopwatch = createStopwatch();
		// The quickest takes 200 ms: half a millisecond of them is its own.
		stopwatch.took(0, 200, 1);
		expect(stopwatch.took(1000, 1210, 1)).toBeCloseTo(10.5);
		expect(stopwatch.took(1000, 1220, 1)).toBeCloseTo(10);
	});

	it('excludes two round trips for a statement that is described first, and one more for a statement that waits for it', () => {
		const stopwatch = createStopwatch();
		stopwatch.took(0, 200, 1);
		expect(stopwatch.took(1000, 1403, 2)).toBeCloseTo(4);
		expect(stopwatch.took(1000, 1607, 1)).toBeCloseTo(4.5);
		expect(stopwatch.took(1000, 1610, 1)).toBeCloseTo(3);
	});

	it('is never negative', () => {
		const stopwatch = createStopwatch();
		stopwatch.took(0, 200, 1);
		expect(stopwatch.took(1000, 1001, 2)).toBeGreaterThanOrEqual(0);
	});
});

it.each([
	['without parameters', {args: []}, 1],
	['with some', {args: [1]}, 2],
	['in a transaction of its own', Promise.resolve([]), 3],
])('a statement %s (%o) takes %d round trips', (_name, statement, trips) => {
	expect(tripsOf(statement)).toBe(trips);
});
