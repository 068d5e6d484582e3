import {describe, expect, it} from 'vitest';
import {indexDoubts} from '../../source/domain/indexes/doubts.ts';
import type {IndexNode, IndexUseOnNode} from '../../source/domain/indexes/evidence.ts';
import {indexVerdict} from '../../source/domain/indexes/judgment.ts';
import {formerUse, useOnNode} from '../../source/domain/indexes/quiet.ts';
import {dateTime} from '../../source/format/quantities.ts';
import {indexRow} from '../helpers/fixtures-relations.ts';
import {ago, day, now} from '../helpers/fixtures-sections.ts';

const db1: IndexNode = {
	...{node: 'db1:5432', role: 'primary', own: true, asked: true, reason: null, askedAt: now},
	since: {at: ago(90 * day), reset: true},
};
const db2: IndexNode = {...db1, node: 'db2:5432', role: 'standby', own: false};
const silent: IndexNode = {...db2, asked: false, reason: 'connect ECONNREFUSED', askedAt: null, since: null};
const use = (days: number | null, change: Partial<IndexUseOnNode> = {}): IndexUseOnNode => ({
	...{node: 'db1:5432', scans: 0, tuplesRead: 0, lastScan: null, basis: 'own samples', gapMs: 0, resets: 0},
	quietSince: days === null ? null : ago(days * day),
	...{firstSeen: ago(90 * day), seen: 90},
	...change,
});
const index = {
	...{valid: true, building: false, blockers: [], cautions: []},
};
const onBoth = (days: number) => [use(days), use(days, {node: 'db2:5432'})];

describe('the verdict', () => {
	it.each([
		[
			'green after all days on all nodes',
			{uses: onBoth(40)},
			[db1, db2],
			'green',
			'unused for 40 days on 2 of 2 nodes',
			[],
		],
		[
			'green where there is one node',
			{uses: [use(36)]},
			[db1],
			'green',
			'unused for 36 days on 1 of 1 node',
			[],
		],
		[
			'amber a day too early',
			{uses: [use(34.5)]},
			[db1],
			'amber',
			'unused for 34 days on 1 of 1 node',
			['34 of 35 days are known'],
		],
		[
			'amber where a replica could not be asked',
			{uses: [use(40)]},
			[db1, silent],
			'amber',
			'unused for 40 days on 1 of 2 nodes',
			['db2:5432 was not asked: connect ECONNREFUSED'],
		],
		[
			'as short as the shortest of the nodes',
			{uses: [use(90), use(3, {node: 'db2:5432'})]},
			[db1, db2],
			'amber',
			'unused for 3 days on 2 of 2 nodes',
			['3 of 35 days are known'],
		],
		[
			'less the time that resets hide',
			{uses: [use(40, {gapMs: 6 * 86_400_000})]},
			[db1],
			'amber',
			'unused for 34 days on 1 of 1 node',
			['34 of 35 days are known'],
		],
		[
			'none where a replica uses it',
			{uses: [use(40), use(1, {node: 'db2:5432', scans: 500})]},
			[db1, db2],
			'none',
			'it is in use on db2:5432: 500 scans',
			[],
		],
		[
			'not used, where there were scans before',
			{uses: [use(40, {scans: 7})]},
			[db1],
			'green',
			'not used for 40 days on 1 of 1 node',
			[],
		],
		[
			'amber where nothing is known',
			{uses: [use(null, {basis: 'unknown', seen: 0})]},
			[db1],
			'amber',
			'unused for an unknown time on 1 of 1 node',
			['no time of it is known'],
		],
		[
			'amber where it was first seen now',
			{uses: [use(0.5, {firstSeen: ago(0.5 * day)})]},
			[db1],
			'amber',
			'unused for less than a day on 1 of 1 node',
			['0 of 35 days are known: pgdeck first saw it 12 h ago'],
		],
		[
			'amber where it was first seen this very moment',
			{uses: [use(0, {firstSeen: now})]},
			[db1],
			'amber',
			'unused for less than a day on 1 of 1 node',
			['0 of 35 days are known: pgdeck first saw it just now'],
		],
		[
			'amber where since when is hidden',
			{uses: [use(40)]},
			[{...db1, since: {at: null, reset: false}}],
			'amber',
			'unused for 40 days on 1 of 1 node',
			['since when db1:5432 counts is not known: GRANT pg_monitor to this role shows it'],
		],
		[
			'amber with something to think of',
			{uses: [use(40)], cautions: ['CLUSTER']},
			[db1],
			'amber',
			'unused for 40 days on 1 of 1 node',
			[],
		],
		[
			'none with something against it',
			{uses: [use(40)], blockers: ['primary']},
			[db1],
			'none',
			'unused for 40 days on 1 of 1 node',
			[],
		],
		['none of one in use', {uses: [use(0, {scans: 500})]}, [db1], 'none', 'it is in use', []],
		[
			'none of one in use until a day too late',
			{uses: [use(34.5, {scans: 500})]},
			[db1],
			'none',
			'it is in use',
			[],
		],
		[
			'amber of one that was in use long ago, of which there is that to think of',
			{uses: [use(400, {scans: 500})], cautions: ['it was in use before']},
			[db1],
			'amber',
			'not used for 400 days on 1 of 1 node',
			[],
		],
		[
			'amber of one that a replica used long ago',
			{uses: [use(40), use(36, {node: 'db2:5432', scans: 500})], cautions: ['it was in use before']},
			[db1, db2],
			'amber',
			'not used for 36 days on 2 of 2 nodes',
			[],
		],
		[
			'none of one that was in use here long ago, and is on a replica',
			{uses: [use(40, {scans: 500}), use(1, {node: 'db2:5432', scans: 700})]},
			[db1, db2],
			'none',
			'it is in use on db2:5432: 700 scans',
			[],
		],
		[
			'amber of one in use long ago, with the node that was not asked',
			{uses: [use(400, {scans: 500})], cautions: ['it was in use before']},
			[db1, silent],
			'amber',
			'not used for 400 days on 1 of 2 nodes',
			['db2:5432 was not asked: connect ECONNREFUSED'],
		],
		[
			'amber, never green, of one that is INVALID',
			{uses: [use(90)], valid: false},
			[db1],
			'amber',
			'no query uses it',
			[],
		],
		[
			'none of one that is being built',
			{uses: [], valid: false, building: true},
			[db1],
			'none',
			'it is being built',
			[],
		],
	])('is %s', (_what, change, nodes, color, text, missing) => {
		expect(indexVerdict({...index, ...change}, nodes, 35, now)).toMatchObject({color, text, missing});
	});

	it('takes as many days as the configuration says', () => {
		expect(indexVerdict({...index, uses: [use(8)]}, [db1], 7, now).color).toBe('green');
		expect(indexVerdict({...index, uses: [use(40)]}, [db1], 60, now).missing).toEqual([
			'40 of 60 days are known',
		]);
	});
});

describe('former use', () => {
	const said = (uses: IndexUseOnNode[]) => formerUse(uses, 35, now);
	it('names all scans that were often, and since when there are none on any node', () => {
		const text = said([use(400, {scans: 500}), use(36, {node: 'db2:5432', scans: 700})]);
		expect(text).toContain(`before ${dateTime(ago(36 * day))}, 1,200 scans: `);
	});
	it('is none of an index of few scans, nor of one that is in use somewhere, nor where nobody looked', () => {
		expect(said([use(400, {scans: 99})])).toBeUndefined();
		expect(said([use(400, {scans: 500}), use(1, {node: 'db2:5432', scans: 100})])).toBeUndefined();
		expect(said([use(null, {scans: 500})])).toBeUndefined();
		expect(said([])).toBeUndefined();
	});
});

describe('the use of an index on a node', () => {
	const none = {scans: 0, tuplesRead: 0, lastScan: null};
	const own = (days: number) => ({
		firstSeen: ago(days * day),
		quietSince: ago(days * day),
		seen: 9,
		resets: 2,
		gapMs: 5,
	});
	const since = (days: number | null) => ({at: days === null ? null : ago(days * day), reset: true});
	const facts = {node: 'db1:5432', counters: none, since: since(90), madeBy: null, own: undefined};

	it.each([
		['nothing of one that was never seen, though counters are old', {}, 'unknown', null],
		['the counters, as far as it was there by a commit', {madeBy: ago(60 * day)}, 'counters', 60],
		['the counters, no longer than they count', {madeBy: ago(200 * day)}, 'counters', 90],
		[
			'the counters, a day of them where they were reset yesterday',
			{since: since(1), madeBy: ago(200 * day)},
			'counters',
			1,
		],
		['the counters, of an index that was made an hour ago', {madeBy: ago(day / 24)}, 'counters', 1 / 24],
		['the counters, as far as it was seen', {own: own(12)}, 'counters', 12],
		['what was seen, through resets', {since: since(1), own: own(40)}, 'own samples', 40],
		['what was seen, where since when is hidden', {since: since(null), own: own(40)}, 'own samples', 40],
		[
			'the last scan',
			{counters: {scans: 5, tuplesRead: 5, lastScan: ago(50 * day)}, own: own(12)},
			'last scan',
			50,
		],
		[
			'what was seen after scans without a time',
			{counters: {scans: 5, tuplesRead: 5, lastScan: null}, own: own(12)},
			'own samples',
			12,
		],
		[
			'nothing after scans without a time',
			{counters: {scans: 5, tuplesRead: 5, lastScan: null}, madeBy: ago(90 * day)},
			'unknown',
			null,
		],
	])('stands on %s', (_what, change, basis, days) => {
		expect(useOnNode({...facts, ...change}, now)).toMatchObject({
			basis,
			quietSince: days === null ? null : ago(days * day),
		});
	});
});

describe('doubts', () => {
	const none = {scans: 0, tuplesRead: 0, lastScan: null};
	it.each([
		['none of a plain index', {}, none, []],
		['a table of few pages', {tablePages: 3}, none, ['its table has 3 pages']],
		[
			'none of a partitioned table, which has none',
			{tablePages: 3, partitioned: true, tableScans: null},
			none,
			[],
		],
		['none of a table that was never looked at', {tablePages: 0}, none, []],
		['a table that nobody reads', {tableScans: 2}, none, ['hardly read at all, 2 scans']],
		[
			'few scans that read much',
			{},
			{scans: 8, tuplesRead: 20_000_000, lastScan: null},
			['2,500,000 entries each'],
		],
		['a BRIN index', {method: 'brin'}, none, ['BRIN']],
		[
			'what REINDEX CONCURRENTLY has left',
			{name: 'i_ccnew1', valid: false},
			none,
			['REINDEX CONCURRENTLY has left'],
		],
		[
			'the old one that it has left',
			{name: 'i_ccold', valid: false},
			none,
			['REINDEX CONCURRENTLY has left'],
		],
		['none of a valid one of such a name', {name: 'i_ccold'}, none, []],
	])('%s', (_what, change, counters, expected) => {
		const found = indexDoubts(indexRow(1, 'i', change), counters);
		expect(found).toEqual(expected.map(text => expect.stringContaining(text)));
	});
});
