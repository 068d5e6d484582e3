import {describe, expect, it} from 'vitest';
import {scaleOf} from '../../source/panes/health/vital-line.ts';
import {scenarios} from '../helpers/fixtures.ts';

const {snapshot} = scenarios.healthy;

describe('the scale of a vital sign', () => {
	it.each([
		['connections', [37], {floor: 0, ceiling: 100}],
		['cacheHit', [0.99], {floor: 0.9, ceiling: 1}],
		['sizeBytes', [null, 1000, 1005], {floor: 1000, ceiling: 1010}],
		['sizeBytes', [null], {floor: 0, ceiling: 0}],
		['longestQueryMs', [3], {floor: 0, ceiling: 1000}],
	] as const)('for %s with %j', (id, values, expected) => {
		expect(scaleOf(id, values, snapshot)).toEqual(expected);
	});
});
