import {describe, expect, it} from 'vitest';
import {behindEvent, paceMs, remember, summarizeWaits} from '../../source/history/waits.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';
import {waitHistory, waitPoint} from '../helpers/fixtures-waits.ts';

describe('summarizeWaits and behindEvent', () => {
	const points = [waitPoint(9, 4, 0), waitPoint(8, 0, 2), waitPoint(1, 3, 1, true)];
	const of = (columns: number, from = ago(10), to = now) => summarizeWaits(points, from, to, columns);

	it('averages over the samples, not over time', () => {
		const {events, average, samples} = of(1);
		expect(samples).toBe(3);
		expect(average).toBe((5 + 3 + 5) / 3);
		expect(events.find(({event}) => event === 'transactionid')).toMatchObject({
			average: 7 / 3,
			most: 4,
			last: 3,
			share: 7 / 13,
		});
	});

	it('fills the column of each sample and leaves columns without a sample null', () => {
		const {all, classes} = of(10);
		expect(all).toEqual([null, 5, 3, null, null, null, null, null, null, 5]);
		expect(classes.find(({class: name}) => name === 'Lock')?.series).toEqual([
			...[null, 4, 0, null, null, null, null, null, null, 3],
		]);
	});

	it('lists the busiest class first', () => {
		expect(of(1).classes.map(({class: name}) => name)).toEqual(['Lock', 'CPU', 'IO']);
	});

	it('covers the window only', () => {
		expect(of(1, ago(5)).samples).toBe(1);
		expect(of(1, ago(100), ago(50))).toMatchObject({samples: 0, average: 0, events: [], all: [null]});
	});

	it('counts the queries of all sessions behind an event', () => {
		const behind = behindEvent(points, ago(10), now, 'Lock:transactionid');
		expect(behind).toMatchObject({samples: 1, at: ago(1), queries: [{seen: 2, database: 'registry'}]});
		expect(behind.sessions.map(({pid}) => pid)).toEqual([5001, 5002]);
		expect(behindEvent(points, ago(10), now, 'IO:WalSync')).toMatchObject({queries: [], sessions: []});
	});

	it('groups queries without an id by their text without constants', () => {
		const named = points
			.flatMap(point => point.sessions ?? [])
			.map((session, index) => ({
				...session,
				queryId: null,
				query: `update t set a = 'it''s ${index}' where id = -${index}`,
			}));
		const [point] = points.slice(-1).map(item => ({...item, sessions: named}));
		if (!point) throw new Error('There is no point.');
		const {queries} = behindEvent([point], ago(10), now, 'Lock:transactionid');
		expect(queries).toMatchObject([{seen: 2}]);
	});

	it('keeps an hour of samples', () => {
		let history = remember(undefined, waitHistory);
		for (let round = 0; round < 20; round++) history = remember(history, waitHistory);
		expect(history).toHaveLength(3600);
		expect(history.at(-1)).toBe(waitHistory.at(-1));
	});
});

describe('paceMs', () => {
	const samples = (...secondsAgo: number[]) =>
		secondsAgo.map(seconds => ({...waitPoint(0, 1, 0), at: ago(seconds)}));

	it.each([
		['is the intended interval', samples(4, 3.1, 2, 1), 0, 1000],
		['is longer when samples come late', samples(20, 15, 10, 5), 0, 5000],
		[
			'is longer when it slowed down',
			[...samples(130, 129, 128), ...Array.from({length: 20}, (_, n) => samples(100 - n * 3)).flat()],
			0,
			3000,
		],
		['is that of a window in the past', [...samples(40, 35, 30), ...samples(3, 2, 1)], 25, 5000],
		['is the intended interval with one sample only', samples(1), 0, 1000],
	])('%s', (_what, points, back, expected) => {
		expect(paceMs(points, ago(back), 1000)).toBe(expected);
	});
});
