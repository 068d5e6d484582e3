import {describe, expect, it} from 'vitest';
import type {Judged} from '../../source/domain/findings/finding.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {
	cacheRule,
	p95Rule,
	rollbackRule,
	sizeRule,
	transactionRule,
} from '../../source/findings/health/usual-rules.ts';
import {slowRule} from '../../source/findings/statements/rules.ts';
import type {Minute} from '../../source/history/minutes.ts';
import type {SessionRow} from '../../source/queries/sessions/sessions.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {ok} from '../helpers/fixtures.ts';
import {ago, health, now, requests} from '../helpers/fixtures-sections.ts';
import {sessionRow} from '../helpers/fixtures-sessions.ts';

const sections = {...emptySections, health: ok(health)};
const severities = ({rows}: Judged) => rows.map(({severity}) => severity);
const quiet: Minute = {
	...{startedAt: now, samples: 30, transactions: 100, rollbacks: 0, blocksHit: 9900, blocksRead: 100},
	...{sizeBytes: 1e9, deadlocks: 0, tempPeak: 0},
};
/** The given number of usual minutes, one judged minute, and the current one. */
const minutes = (last: Partial<Minute>, usual: Partial<Minute> = {}, many = 10): Minute[] =>
	Array.from({length: many + 2}, (_unused, index) => ({
		...quiet,
		...usual,
		...(index === many ? last : {}),
		startedAt: ago((many + 2 - index) * 60),
	}));

describe('rollbacks', () => {
	it.each([
		['at the threshold', {rollbacks: 5}, {}, []],
		['above the threshold', {rollbacks: 5.1}, {}, ['warning']],
		['three times the usual', {rollbacks: 30}, {rollbacks: 10}, []],
		['more than three times the usual', {rollbacks: 30.1}, {rollbacks: 10}, ['warning']],
		['with enough transactions', {transactions: 5, rollbacks: 5}, {}, ['warning']],
		['with too few transactions', {transactions: 4.9, rollbacks: 4.9}, {}, []],
		['not known', {rollbacks: null}, {}, []],
		['usual unknown', {rollbacks: 50}, {rollbacks: null}, []],
	])('%s', (_what, last, usual, expected) => {
		expect(severities(rollbackRule(sections, minutes(last, usual), defaultThresholds))).toEqual(expected);
	});
});

describe('cache hit', () => {
	const blocks = (blocksHit: number | null, blocksRead: number | null) => ({blocksHit, blocksRead});
	it.each([
		['at the threshold', blocks(9501, 499), blocks(10_000, 0), []],
		['below the threshold', blocks(9499, 501), blocks(10_000, 0), ['warning']],
		['above the usual', blocks(10_000, 0), blocks(5000, 5000), []],
		['below, at a hundred block reads a second', blocks(900, 100), blocks(1000, 0), ['warning']],
		['below, with fewer block reads', blocks(891, 99), blocks(1000, 0), []],
		['zero, with few block requests', blocks(0, 3), blocks(1000, 0), []],
		['not known', blocks(null, null), blocks(1000, 0), []],
		['no block requests', blocks(0, 0), blocks(1000, 0), []],
		['compared with busy minutes', blocks(100, 900), blocks(100, 0), ['warning']],
		['compared with idle minutes', blocks(100, 900), blocks(99, 0), []],
	])('%s', (_what, last, usual, expected) => {
		expect(severities(cacheRule(sections, minutes(last, usual), defaultThresholds))).toEqual(expected);
	});

	it('follows the configured threshold and shows the reads', () => {
		const some = minutes(blocks(0, 3), blocks(10, 0));
		const {rows} = cacheRule(sections, some, {...defaultThresholds, blockReadsPerSecond: 3});
		expect(rows.map(({title, evidence}) => [title, evidence?.[0]])).toEqual([
			['cache hit ratio 0.0 %, usually 100.0 %', '3 blocks a second were read from outside shared buffers.'],
		]);
	});
});

describe('transactions', () => {
	it.each([
		[33.4, 100, []],
		[33.3, 100, ['warning']],
		[300, 100, []],
		[301, 100, ['info']],
		[0, 5, ['warning']],
		[0, 4.9, []],
		[5, 1, ['info']],
		[4.9, 1, []],
		[1000, 0, []],
		[2, 20, ['warning']],
	])('%d a second, usually %d', (transactions, usual, expected) => {
		const judged = transactionRule(
			sections,
			minutes({transactions}, {transactions: usual}),
			defaultThresholds,
		);
		expect(severities(judged)).toEqual(expected);
	});

	it('follow the configured threshold', () => {
		const thresholds = {...defaultThresholds, transactionsPerSecond: 50};
		const list = (now: number, usual: number) => minutes({transactions: now}, {transactions: usual});
		expect(transactionRule(sections, list(0, 49), thresholds).rows).toEqual([]);
		expect(severities(transactionRule(sections, list(0, 50), thresholds))).toEqual(['warning']);
		const some = minutes({transactions: 49, rollbacks: 49});
		expect(rollbackRule(sections, some, thresholds).rows).toEqual([]);
	});

	it('are compared with ten complete minutes', () => {
		expect(transactionRule(sections, minutes({transactions: 0}, {}, 9), defaultThresholds).rows).toEqual([]);
		const [...all] = minutes({});
		all[all.length - 1] = {...quiet, transactions: 0};
		expect(transactionRule(sections, all, defaultThresholds).rows).toEqual([]);
	});
});

describe('growth of the database', () => {
	/** Eleven minutes from the first to the last. */
	const grown = (from: number | null, to: number | null, many = 10) =>
		minutes({}, {}, many).map((minute, index, all) => ({
			...minute,
			sizeBytes: index === 0 ? from : index === all.length - 1 ? to : from,
		}));
	const hour = 60 / 11;
	it.each([
		['at the threshold', grown(1e9, 1e9 + 0.0999e9 / hour), []],
		['above the threshold', grown(1e9, 1e9 + 0.1001e9 / hour), ['warning']],
		['fast, of a small database', grown(1e6, 100 * 1024 ** 2 - 1), []],
		['fast, to a large database', grown(1e6, 100 * 1024 ** 2), ['warning']],
		['below the threshold', grown(2e9, 1e9), []],
		['not known', grown(null, null), []],
		['too few minutes', grown(1e9, 5e9, 7), []],
	])('%s', (_what, list, expected) => {
		expect(severities(sizeRule(sections, list, defaultThresholds))).toEqual(expected);
	});
});

it('reports why the usual is unknown without vital signs', () => {
	const denied = {
		...emptySections,
		health: {status: 'denied', code: 'none', facts: {}, reason: 'no', grant: 'GRANT x TO y'} as const,
	};
	for (const rule of [rollbackRule, cacheRule, transactionRule, sizeRule]) {
		expect(rule(denied, minutes({}), defaultThresholds)).toMatchObject({
			rows: [],
			unknown: [{code: 'denied', reason: 'no', grant: 'GRANT x TO y', blind: true}],
		});
	}
});

describe('request p95', () => {
	const point = (secondsAgo: number, p95Ms: number | null, count = 100) => ({
		...{at: ago(secondsAgo), count, errors: 0, averageMs: 1, p95Ms},
	});
	/** Ten usual minutes, and one that ended so many seconds ago. */
	const judge = (p95Ms: number | null, {endedAgo = 10, count = 100, many = 10} = {}) => {
		const usual = Array.from({length: many}, (_unused, index) =>
			point(endedAgo + 60 * (many + 1 - index), 100),
		);
		const series = [...usual, point(endedAgo + 60, p95Ms, count), point(endedAgo, 9999)];
		return severities(
			p95Rule({...emptySections, requests: ok({...requests, bucketSeconds: 60, series})}, defaultThresholds),
		);
	};
	it.each([
		['twice the usual', judge(200), []],
		['above the threshold', judge(201), ['warning']],
		['with sixty requests', judge(201, {count: 60}), ['warning']],
		['with fewer requests', judge(201, {count: 59}), []],
		['not known', judge(null), []],
		['with too little history', judge(201, {many: 9}), []],
		['in the minute that just ended', judge(201, {endedAgo: 0}), ['warning']],
		['in a minute that ended nearly a minute ago', judge(201, {endedAgo: 59}), ['warning']],
	])('%s', (_what, found, expected) => {
		expect(found).toEqual(expected);
	});

	it('is ignored without recent requests', () => {
		const series = Array.from({length: 12}, (_unused, index) =>
			point(1800 - index * 60, index < 10 ? 100 : 900),
		);
		const value = ok({...requests, bucketSeconds: 60, series});
		expect(p95Rule({...emptySections, requests: value}, defaultThresholds).rows).toEqual([]);
	});
});

describe('the longest running statement', () => {
	const judge = (...changes: Array<Partial<SessionRow>>) => {
		const rows = changes.map((change, index) => sessionRow(index + 1, change));
		return slowRule(
			{...sections, sessions: ok({all: rows.length, hidden: 0, rows})},
			defaultThresholds,
		).rows.map(({row}) => row?.split(' ')[0]);
	};
	it.each([
		['at the threshold', [{queryMs: 1000}], []],
		['above the threshold', [{queryMs: 1001}], ['1']],
		['long enough for its own finding', [{queryMs: 60_000}], []],
		['that one and another', [{queryMs: 60_000}, {queryMs: 2000}], ['2']],
		['two statements', [{queryMs: 2000}, {queryMs: 3000}], ['2']],
		['of pgdeck', [{queryMs: 2000, own: true}], []],
		['of autovacuum', [{queryMs: 2000, type: 'autovacuum worker'}], []],
		['waiting for a lock', [{queryMs: 2000, waitType: 'Lock'}], []],
		['hidden', [{queryMs: null}], []],
	])('%s', (_what, changes, expected) => {
		expect(judge(...changes)).toEqual(expected);
	});
});
