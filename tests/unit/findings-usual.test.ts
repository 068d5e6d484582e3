import {describe, expect, it} from 'vitest';
import type {Sections} from '../../source/domain/snapshot/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {findingsOf} from '../../source/findings/findings.ts';
import {type Minute, usualAndNow, withSample} from '../../source/history/minutes.ts';
import {ring} from '../../source/history/ring.ts';
import type {Vitals} from '../../source/history/vitals.ts';
import {vitals} from '../../source/history/vitals.ts';
import {defaultThresholds, type Thresholds} from '../../source/settings/thresholds.ts';
import {ok, snapshotOf} from '../helpers/fixtures.ts';
import {ago, health, now, requests} from '../helpers/fixtures-sections.ts';

const quiet: Omit<Minute, 'startedAt'> = {
	samples: 30,
	transactions: 100,
	rollbacks: 1,
	blocksHit: 9900,
	blocksRead: 100,
	sizeBytes: 1e9,
	deadlocks: 0,
	tempPeak: 0,
};
/** Twelve usual minutes, one that is judged, and the one that is not over. */
const minutes = (last: Partial<Minute>, usual: Partial<Minute> = {}): Minute[] =>
	Array.from({length: 14}, (_unused, index) => ({
		startedAt: ago((14 - index) * 60),
		...quiet,
		...usual,
		...(index >= 12 ? last : {}),
	}));
const found = (
	sections: Partial<Sections>,
	beside: {minutes?: Minute[]; thresholds?: Partial<Thresholds>} = {},
) =>
	findingsOf({...emptySections, ...sections}, now, {
		thresholds: {...defaultThresholds, ...beside.thresholds},
		minutes: beside.minutes ?? [],
		before: [],
		acknowledged: () => undefined,
	})
		.rows.filter(({rule}) => rule !== 'slow-statements')
		.map(({severity, title}) => `${severity}: ${title}`);
const calm = {...health, total: 10, maxConnections: 100, longestQueryMs: null, rates: null};

describe('connections', () => {
	it.each([
		[85, []],
		[86, ['warning: 86 of 100 connections in use (86 %)']],
		[95, ['warning: 95 of 100 connections in use (95 %)']],
		[96, ['critical: 96 of 100 connections in use (96 %)']],
		[97, ['critical: connections exhausted: 97 of 100 in use, 3 left, all reserved']],
		[101, ['critical: connections exhausted: 101 of 100 in use, 0 left, all reserved']],
	])('%d of 100', (total, expected) => {
		expect(found({health: ok({...calm, total})})).toEqual(expected);
	});

	it.each([
		[16, []],
		[17, ['critical: connections exhausted: 17 of 20 in use, 3 left, all reserved']],
	])('%d of 20, of which 3 are reserved', (total, expected) => {
		expect(found({health: ok({...calm, total, maxConnections: 20})})).toEqual(expected);
	});

	it('follow the configured thresholds', () => {
		const thresholds = {connectionsPercent: 5, connectionsCriticalPercent: 50};
		expect(found({health: ok(calm)}, {thresholds})).toEqual(['warning: 10 of 100 connections in use (10 %)']);
	});
});

describe('rates of the last sample', () => {
	const rates = {
		...{overMs: 2000, transactions: 1, rollbacks: 0, cacheHit: 1, blocksHit: 1, blocksRead: 0},
		...{deadlocks: 0, tempBytes: 0},
	};
	it.each([
		['a deadlock', {deadlocks: 0.5}, ['warning: 1 deadlock since the previous sample']],
		['temporary files', {tempBytes: 50 * 1024 ** 2}, []],
		[
			'more of them',
			{tempBytes: 50 * 1024 ** 2 + 1},
			['warning: temporary files: 50.0 MB/s, more than 50.0 MB/s'],
		],
	])('%s', (_what, change, expected) => {
		expect(found({health: ok({...calm, rates: {...rates, ...change}})})).toEqual(expected);
	});
});

describe('compared with the usual', () => {
	it.each([
		['no change', minutes({}), []],
		['a few more rollbacks', minutes({rollbacks: 5}), []],
		[
			'many rollbacks',
			minutes({rollbacks: 6}),
			['warning: 6.0 % of transactions rolled back, usually 1.0 %'],
		],
		['as many as usual', minutes({rollbacks: 20}, {rollbacks: 20}), []],
		['few transactions', minutes({transactions: 1, rollbacks: 1}, {transactions: 2}), []],
		['slightly lower hit ratio', minutes({blocksHit: 9410, blocksRead: 590}), []],
		[
			'much lower hit ratio',
			minutes({blocksHit: 9300, blocksRead: 700}),
			['warning: cache hit ratio 93.0 %, usually 99.0 %'],
		],
		['no reads', minutes({blocksHit: 0, blocksRead: 0}), []],
		['transactions fall', minutes({transactions: 30}), ['warning: 30 transactions/s, usually 100']],
		[
			'transactions stop',
			minutes({transactions: 0, rollbacks: 0}),
			['warning: 0 transactions/s, usually 100'],
		],
		['transactions rise', minutes({transactions: 301}), ['info: 301 transactions/s, usually 100']],
		['too few minutes', minutes({transactions: 0}).slice(5), []],
	])('%s', (_what, list, expected) => {
		expect(found({health: ok(calm)}, {minutes: list})).toEqual(expected);
	});

	it('reports growth per hour', () => {
		const list = minutes({}).map((minute, index) => ({...minute, sizeBytes: 1e9 + index * 1e7}));
		expect(found({health: ok(calm)}, {minutes: list})).toEqual([
			'warning: database grows by 572 MB an hour (60 %)',
		]);
	});

	it.each([
		['no more than twice', 199, 100, []],
		['more than twice', 201, 100, ['warning: request p95 201 ms, usually 100 ms']],
		['fast still', 49, 10, []],
	])('request p95: %s', (_what, last, usual, expected) => {
		const point = (minute: number, p95Ms: number) => ({
			at: ago(minute * 60),
			count: 100,
			errors: 0,
			p95Ms,
		});
		const series = [
			...Array.from({length: 12}, (_unused, index) => point(13.5 - index, usual)),
			point(1.5, last),
			// The bucket of this minute is not over.
			point(0.5, 1),
		];
		const shown = {...requests, series, bucketSeconds: 60} as never;
		expect(found({requests: ok(shown)})).toEqual(expected);
	});
});

describe('minutes', () => {
	const sample = (secondsAgo: number, change: Partial<Vitals>): Vitals => ({
		...vitals(snapshotOf()),
		at: ago(secondsAgo),
		...change,
	});

	it('are means of the known values of their samples', () => {
		const at = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
		const put = [10, null, 30].reduce(
			(list, transactions, index) =>
				withSample(list, sample(0, {at: new Date(at.getTime() + index * 1000), transactions})),
			ring<Minute>(3),
		);
		expect(put.items).toHaveLength(1);
		expect(put.items[0]).toMatchObject({startedAt: at, samples: 3});
		expect(put.items[0]?.transactions).toBeGreaterThan(10);
		expect(put.items[0]?.transactions).toBeLessThan(30);
	});

	it('follow one another up to the size of the ring', () => {
		const put = [5, 4, 3, 2].reduce(
			(list, minute) => withSample(list, sample(minute * 60, {transactions: minute})),
			ring<Minute>(3),
		);
		expect(put.items.map(({transactions}) => transactions)).toEqual([4, 3, 2]);
	});

	it('give the usual value by their median, without the current minute', () => {
		expect(usualAndNow(minutes({transactions: 7}), minute => minute.transactions)).toEqual({
			usual: 100,
			now: 7,
			minutes: 12,
			minute: expect.objectContaining({transactions: 7}),
		});
		expect(usualAndNow([], minute => minute.transactions)).toBeUndefined();
	});
});
