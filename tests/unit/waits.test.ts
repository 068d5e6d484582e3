import {describe, expect, it} from 'vitest';
import {behindEvent, paceMs, remember, summarizeWaits} from '../../source/history/waits.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';
import {waitHistory, waitPoint} from '../helpers/fixtures-waits.ts';

describe('what sessions waited for', () => {
	const points = [waitPoint(9, 4, 0), waitPoint(8, 0, 2), waitPoint(1, 3, 1, true)];
	const of = (columns: number, from = ago(10), to = now) => summarizeWaits(points, from, to, columns);

	it('is an average over the looks, not over the time', () => {
		const {events, average, looks} = of(1);
		expect(looks).toBe(3);
		expect(average).toBe((5 + 3 + 5) / 3);
		expect(events.find(({event}) => event === 'transactionid')).toMatchObject({
			average: 7 / 3,
			most: 4,
			last: 3,
			share: 7 / 13,
		});
	});

	it('stands in the column of its time, and where nobody looked there is none', () => {
		const {all, classes} = of(10);
		expect(all).toEqual([null, 5, 3, null, null, null, null, null, null, 5]);
		expect(classes.find(({class: name}) => name === 'Lock')?.series).toEqual([
			...[null, 4, 0, null, null, null, null, null, null, 3],
		]);
	});

	it('has the busiest class first', () => {
		expect(of(1).classes.map(({class: name}) => name)).toEqual(['Lock', 'CPU', 'IO']);
	});

	it('is of the window alone', () => {
		expect(of(1, ago(5)).looks).toBe(1);
		expect(of(1, ago(100), ago(50))).toMatchObject({looks: 0, average: 0, events: [], all: [null]});
	});

	it('has the queries of the samples behind it, whichever session ran them', () => {
		const behind = behindEvent(points, ago(10), now, 'Lock:transactionid');
		expect(behind).toMatchObject({looks: 1, at: ago(1), queries: [{seen: 2, database: 'registry'}]});
		expect(behind.sessions.map(({pid}) => pid)).toEqual([5001, 5002]);
		expect(behindEvent(points, ago(10), now, 'IO:WalSync')).toMatchObject({queries: [], sessions: []});
	});

	it('knows a query by its text without constants, where the server gives it no id', () => {
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

	it('is kept for an hour of looks', () => {
		let history = remember(undefined, waitHistory);
		for (let round = 0; round < 20; round++) history = remember(history, waitHistory);
		expect(history).toHaveLength(3600);
		expect(history.at(-1)).toBe(waitHistory.at(-1));
	});
});

describe('how often it was looked', () => {
	const looks = (...secondsAgo: number[]) =>
		secondsAgo.map(seconds => ({...waitPoint(0, 1, 0), at: ago(seconds)}));

	it.each([
		['as was meant', looks(4, 3.1, 2, 1), 0, 1000],
		['more seldom than was meant: the looks came late', looks(20, 15, 10, 5), 0, 5000],
		[
			'more seldom now than it was',
			[...looks(130, 129, 128), ...Array.from({length: 20}, (_, n) => looks(100 - n * 3)).flat()],
			0,
			3000,
		],
		['then, where the window ends back in time', [...looks(40, 35, 30), ...looks(3, 2, 1)], 25, 5000],
		['not known of one look: then what was meant', looks(1), 0, 1000],
	])('%s', (_what, points, back, expected) => {
		expect(paceMs(points, ago(back), 1000)).toBe(expected);
	});
});
