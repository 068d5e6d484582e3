import {describe, expect, it} from 'vitest';
import {
	lostLink,
	notRefused,
	reconnectDelayMs,
	refusedAgain,
} from '../../source/sampler/engine/reconnection.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

describe('reconnectDelayMs', () => {
	it.each([
		[0, 1000],
		[1, 2000],
		[2, 4000],
		[3, 8000],
		[4, 15_000],
		[400, 15_000],
	])('attempt %d waits about %d ms', (attempt, delay) => {
		expect(reconnectDelayMs(attempt, 0.5)).toBe(delay);
		expect(reconnectDelayMs(attempt, 0)).toBe(delay * 0.9);
		expect(reconnectDelayMs(attempt, 1)).toBe(delay * 1.1);
	});
});

describe('lostLink', () => {
	const error = Object.assign(new Error('refused'), {code: 'ECONNREFUSED'});

	it('counts attempts and keeps the time of the loss', () => {
		const first = lostLink({state: 'live'}, error, now, 0.5);
		expect(first).toMatchObject({state: 'lost', since: now, attempt: 0, error: {code: 'ECONNREFUSED'}});
		const second = lostLink(first, error, ago(-1), 0.5);
		expect(second).toMatchObject({since: now, attempt: 1, nextAttemptAt: ago(-3)});
	});
});

it('refusedAgain waits longer after each refusal', () => {
	const first = refusedAgain(notRefused, now, 0.5);
	expect(first).toEqual({attempts: 1, until: now.getTime() + 1000});
	expect(refusedAgain(first, now, 0.5)).toEqual({attempts: 2, until: now.getTime() + 2000});
});
