import {describe, expect, it} from 'vitest';
import {append, ring} from '../../source/history/ring.ts';
import {vitals} from '../../source/history/vitals.ts';
import {ok, snapshotOf, timeout} from '../helpers/fixtures.ts';
import {health, now} from '../helpers/fixtures-sections.ts';

describe('ring', () => {
	it('keeps the newest items, the oldest first', () => {
		let numbers = ring<number>(3);
		for (let number = 1; number <= 5; number++) numbers = append(numbers, number);
		expect(numbers).toEqual({items: [3, 4, 5], capacity: 3});
	});

	it('does not change published rings', () => {
		const one = append(ring<number>(1), 1);
		append(one, 2);
		expect(one.items).toEqual([1]);
	});
});

describe('vitals', () => {
	const of = (change: Partial<typeof health>) => vitals(snapshotOf({health: ok({...health, ...change})}));

	it('select the drawn figures', () => {
		expect(vitals(snapshotOf())).toEqual({
			at: now,
			connections: 37,
			active: 5,
			transactions: 123.4,
			cacheHit: 0.9876,
			blocksHit: 9876,
			blocksRead: 124,
			rollbacks: 0.5,
			deadlocks: 0,
			tempBytes: 2_097_152,
			oldestTransactionMs: 754_000,
			longestQueryMs: 3200,
			lagBytes: 1_572_864,
			sizeBytes: 8_589_934_592,
		});
	});

	it.each([
		['pending', {status: 'pending'}],
		['denied', {status: 'denied', code: 'none', facts: {}, reason: '', grant: ''}],
		[
			'failed, though a last value is known',
			{status: 'failed', error: timeout, last: {value: health, sampledAt: now}},
		],
	] as const)('are unknown if a section is %s', (_what, section) => {
		const {at, ...figures} = vitals(snapshotOf({health: section}));
		expect(at).toEqual(now);
		for (const figure of Object.values(figures)) expect(figure).toBeNull();
	});

	it('have no rate before the second sample', () => {
		expect(of({rates: null})).toMatchObject({transactions: null, cacheHit: null, deadlocks: null});
	});

	it('report 0 without transactions, and unknown if sessions are hidden', () => {
		const none = {oldestTransactionMs: null, longestQueryMs: null};
		expect(of({...none, hidden: 0})).toMatchObject({oldestTransactionMs: 0, longestQueryMs: 0});
		expect(of({...none, hidden: 2})).toMatchObject({oldestTransactionMs: null, longestQueryMs: null});
	});

	it('do not count active sessions if some are hidden', () => {
		expect(of({hidden: 2})).toMatchObject({active: null, connections: 37});
	});

	it('include the lag of a standby', () => {
		expect(of({inRecovery: true, standbyLagBytes: 7}).lagBytes).toBe(7);
	});
});
