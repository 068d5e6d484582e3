import {describe, expect, it} from 'vitest';
import {healthRates} from '../../source/sampler/health/rates.ts';
import {ago, health, now} from '../helpers/fixtures-sections.ts';

const later = {
	...health,
	commits: health.commits + 500,
	rollbacks: health.rollbacks + 20,
	blocksHit: health.blocksHit + 900,
	blocksRead: health.blocksRead + 100,
	deadlocks: health.deadlocks + 1,
	tempBytes: health.tempBytes + 4096,
};
const before = {...health, serverTime: ago(2)};

describe('healthRates', () => {
	it('gives no rates and no reset for the first sample', () => {
		expect(healthRates(health, undefined)).toEqual({rates: null, reset: false});
	});

	it('divides by the server time between two samples', () => {
		expect(healthRates(later, before)).toEqual({
			rates: {
				overMs: 2000,
				transactions: 260,
				rollbacks: 10,
				cacheHit: 0.9,
				blocksHit: 450,
				blocksRead: 50,
				deadlocks: 0.5,
				tempBytes: 2048,
			},
			reset: false,
		});
	});

	it('gives no hit ratio without reads', () => {
		const idle = {...later, blocksHit: before.blocksHit, blocksRead: before.blocksRead};
		expect(healthRates(idle, before).rates?.cacheHit).toBeNull();
	});

	it.each([
		['pg_stat_reset() was called', {statsReset: now}],
		['counters were reset for the first time', {statsReset: null}],
		['the server was restarted', {startedAt: now}],
		['one counter went back', {deadlocks: health.deadlocks - 1}],
	])('reports a reset, not a rate, if %s', (_what, change) => {
		expect(healthRates({...later, ...change}, before)).toEqual({rates: null, reset: true});
	});

	it.each([
		['the same moment', 0],
		['a clock that was set back', 60],
	])('gives no rate over %s', (_what, seconds) => {
		expect(healthRates({...later, serverTime: ago(2 + seconds)}, before)).toEqual({
			rates: null,
			reset: false,
		});
	});
});
