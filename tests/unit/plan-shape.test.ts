import {describe, expect, it} from 'vitest';
import {planShape, shapeDifference} from '../../source/domain/statements/plan-shape.ts';
import {indexScan, seqScan} from '../helpers/fixtures-planned.ts';

const join = {
	'Node Type': 'Hash Join',
	'Join Type': 'Left',
	'Hash Cond': '(a.id = b.id)',
	'Total Cost': 10,
	'Plan Rows': 5,
	Plans: [seqScan, {'Node Type': 'Hash', Plans: [indexScan]}],
};
const partition = (month: number) => ({
	...indexScan,
	'Relation Name': `logs_${month}`,
	'Index Name': `i_${month}`,
});
const append = (...Plans: object[]) => ({'Node Type': 'Append', Plans});

describe('the shape of a query plan', () => {
	it('has nodes, relations and indexes, but no estimates', () => {
		const {shape, lines} = planShape(join);
		expect(shape).toEqual([
			'Hash Join Left',
			'  Seq Scan on request_logs',
			'  Hash',
			'    Index Scan using idx_created_at on request_logs',
		]);
		expect(planShape({...join, 'Total Cost': 99, 'Plan Rows': 1}).shape).toEqual(shape);
		expect(lines.slice(0, 3)).toEqual([
			'Hash Join Left  (cost 10, rows 5)',
			'    Hash Cond: (a.id = b.id)',
			'  Seq Scan on request_logs  (cost 120.5, rows 40)',
		]);
	});

	it.each([
		[{'Node Type': 'ModifyTable', Operation: 'Update', 'Relation Name': 't'}, 'Update on t'],
		[{'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Simple'}, 'HashAggregate'],
		[{'Node Type': 'Aggregate', Strategy: 'Plain', 'Partial Mode': 'Partial'}, 'Partial Aggregate'],
		[{'Node Type': 'Bitmap Index Scan', 'Index Name': 'i'}, 'Bitmap Index Scan on i'],
		[{'Node Type': 'Seq Scan', 'Relation Name': 't', 'Parallel Aware': true}, 'Parallel Seq Scan on t'],
		[
			{'Node Type': 'Index Scan', 'Scan Direction': 'Backward', 'Index Name': 'i', 'Relation Name': 't'},
			'Index Scan Backward using i on t',
		],
		[{'Node Type': 'CTE Scan', 'CTE Name': 'c', 'Subplan Name': 'InitPlan 1'}, 'InitPlan 1: CTE Scan on c'],
	])('names %j', (node, expected) => {
		expect(planShape(node).shape).toEqual([expected]);
	});

	it('stays the same with one more partition read alike', () => {
		const two = planShape(append(partition(1), partition(2)));
		expect(two.shape).toEqual(['Append', '  Index Scan using i_1 on logs_1']);
		expect(two.lines.at(-1)).toBe('  and 1 more like it');
		expect(planShape(append(partition(1), partition(2), partition(3))).shape).toEqual(two.shape);
		expect(planShape(append(partition(1), seqScan)).shape).not.toEqual(two.shape);
	});

	it('is limited in length', () => {
		let node: object = seqScan;
		for (let depth = 0; depth < 500; depth++)
			node = {'Node Type': 'Limit', Filter: 'x'.repeat(1000), Plans: [node]};
		const {shape, lines} = planShape(node);
		expect(shape).toHaveLength(100);
		expect(Math.max(...lines.map(line => line.length))).toBe(300);
	});
});

describe('the difference of two shapes', () => {
	it.each([
		[['Seq Scan on a'], ['Seq Scan on a'], undefined],
		[['Seq Scan on a'], ['Index Scan using i on a'], ['Seq Scan on a', 'Index Scan using i on a']],
		[
			['Limit', '  Seq Scan on a'],
			['Limit', '  Sort', '    Seq Scan on a'],
			['nothing in its place', 'Sort'],
		],
		[
			['Join', '  Scan on a', '  Scan on b'],
			['Join', '  Scan on b', '  Scan on a'],
			['Join; Scan on a; Scan on b', 'Join; Scan on b; Scan on a'],
		],
	])('%j to %j', (before, after, expected) => {
		expect(shapeDifference(before, after)).toEqual(expected);
	});
});
