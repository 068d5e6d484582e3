import {describe, expect, it} from 'vitest';
import type {Link} from '../../source/sampler/engine/live.ts';
import {asksServer, nextTurnMs} from '../../source/sampler/engine/next-sample.ts';

const live: Link = {state: 'live'};
const lostUntil = (at: number): Link => ({
	state: 'lost',
	since: new Date(0),
	attempt: 1,
	nextAttemptAt: new Date(at),
	error: {code: 'ECONNREFUSED', message: 'refused'} as never,
});

describe('nextTurnMs, 300 ms after the start of the last turn', () => {
	it.each([
		['one interval after its start', live, false, 2000, 1700],
		['a moment later if it took longer than the interval', live, false, 250, 50],
		['rarely while paused', live, true, 2000, 5000],
		['when the next attempt on a lost server is due', lostUntil(1700), false, 2000, 400],
		['the same while paused', lostUntil(1700), true, 2000, 400],
		['at once if the attempt is overdue', lostUntil(1200), false, 2000, 0],
		['every second until the attempt', lostUntil(60_000), false, 2000, 1000],
	])('%s', (_what, link, paused, intervalMs, expected) => {
		expect(nextTurnMs({link, paused, intervalMs}, 1000, 1300)).toBe(expected);
	});
});

describe('asksServer', () => {
	it.each([
		['a connected server', live, false, true],
		['not while paused', live, true, false],
		['not a lost server before its attempt is due', lostUntil(1001), false, false],
		['a lost server when its attempt is due', lostUntil(1000), false, true],
		['not a lost server while paused', lostUntil(1000), true, false],
	])('%s', (_what, link, paused, expected) => {
		expect(asksServer({link, paused}, 1000)).toBe(expected);
	});
});
