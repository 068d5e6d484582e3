import {describe, expect, it} from 'vitest';
import {median, readPlan} from '../../bench/pack/plan.ts';

/** As PostgreSQL 18 gives it, shortened. */
const plan = (node: Record<string, unknown>) => [
	{
		Plan: {'Node Type': 'Limit', 'Actual Rows': 1, 'Actual Loops': 1, ...node},
		'Planning Time': 0.25,
		Triggers: [],
		'Execution Time': 1.5,
	},
];

describe('readPlan', () => {
	it('reads times, and the buffers of the topmost node only, which include those of its children', () => {
		const json = plan({
			'Shared Hit Blocks': 7,
			'Shared Read Blocks': 2,
			Plans: [{'Node Type': 'Seq Scan', 'Actual Loops': 1, 'Shared Hit Blocks': 6, 'Shared Read Blocks': 2}],
		});
		expect(readPlan(json)).toEqual({executionMs: 1.5, planningMs: 0.25, buffers: 9, indexes: []});
	});

	it('finds indexes at every depth, each once, in order', () => {
		const json = plan({
			Plans: [
				{
					'Node Type': 'Nested Loop',
					Plans: [
						{'Node Type': 'Index Only Scan', 'Index Name': 'b', 'Actual Loops': 1},
						{
							'Node Type': 'Bitmap Heap Scan',
							Plans: [{'Node Type': 'Bitmap Index Scan', 'Index Name': 'a', 'Actual Loops': 3}],
						},
						{'Node Type': 'Index Scan', 'Index Name': 'b', 'Actual Loops': 2},
					],
				},
			],
		});
		expect(readPlan(json).indexes).toEqual(['a', 'b']);
	});

	it('omits an index in a branch that never ran', () => {
		const json = plan({Plans: [{'Node Type': 'Index Scan', 'Index Name': 'a', 'Actual Loops': 0}]});
		expect(readPlan(json).indexes).toEqual([]);
	});

	it('reads missing buffers as 0', () => {
		expect(readPlan(plan({})).buffers).toBe(0);
	});

	it.each([
		['nothing', undefined],
		['no plan', []],
		['one that was not run', [{Plan: {'Node Type': 'Result'}}]],
	])('refuses %s', (_what, json) => {
		expect(() => readPlan(json)).toThrow();
	});
});

describe('median', () => {
	it.each([
		[[3], 3],
		[[9, 1, 2], 2],
		[[4, 1, 100, 2], 3],
		[[10, 9], 9.5],
	])('for %j is %d', (values, expected) => {
		expect(median(values)).toBe(expected);
	});

	it('is undefined without values', () => {
		expect(median([])).toBeNaN();
	});
});
