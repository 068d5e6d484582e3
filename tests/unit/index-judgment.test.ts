import {describe, expect, it} from 'vitest';
import {indexDoubts, indexVerdict} from '../../source/domain/indexes/droppable.ts';
import type {IndexNode, IndexUseOnNode} from '../../source/domain/indexes/schema.ts';
import {formerUse, useOnNode} from '../../source/domain/indexes/use.ts';
import {type Blocker, blocker, type Caution, caution, gap} from '../../source/domain/indexes/words.ts';
import {nodeProblem} from '../../source/domain/replication/node-problems.ts';
import {dateTime} from '../../source/format/quantities.ts';
import {indexRow} from '../helpers/fixtures-relations.ts';
import {ago, day, now} from '../helpers/fixtures-sections.ts';

const db1: IndexNode = {
	...{node: 'db1:5432', role: 'primary', own: true, asked: true, reason: null, askedAt: now},
	since: {at: ago(90 * day), reset: true},
	user: 'mon',
};
const db2: IndexNode = {...db1, node: 'db2:5432', role: 'standby', own: false};
const silent: IndexNode = {
	...db2,
	asked: false,
	reason: nodeProblem('no-answer', {error: 'connect ECONNREFUSED'}),
	askedAt: null,
	user: null,
	since: null,
};
const use = (days: number | null, change: Partial<IndexUseOnNode> = {}): IndexUseOnNode => ({
	...{node: 'db1:5432', scans: 0, tuplesRead: 0, lastScan: null, basis: 'own-samples', gapMs: 0, resets: 0},
	quietSince: days === null ? null : ago(days * day),
	...{firstSeen: ago(90 * day), seen: 90},
	...change,
});
const index = {
	...{valid: true, building: false},
	blockers: [] as Blocker[],
	cautions: [] as Caution[],
};
const former = caution('former-use', {scans: 500, before: ago(400 * day).toISOString()});
const onBoth = (days: number) => [use(days), use(days, {node: 'db2:5432'})];

describe('indexVerdict', () => {
	it.each([
		[
			'yes after all days on all nodes',
			{uses: onBoth(40)},
			[db1, db2],
			'yes',
			'unused for 40 days on 2 of 2 nodes',
			[],
		],
		['yes with one node', {uses: [use(36)]}, [db1], 'yes', 'unused for 36 days on 1 of 1 node', []],
		[
			'maybe a day too early',
			{uses: [use(34.5)]},
			[db1],
			'maybe',
			'unused for 34 days on 1 of 1 node',
			['34 of 35 days known'],
		],
		[
			'maybe where a replica could not be asked',
			{uses: [use(40)]},
			[db1, silent],
			'maybe',
			'unused for 40 days on 1 of 2 nodes',
			['db2:5432 was not asked: connect ECONNREFUSED'],
		],
		[
			'maybe with the shortest time of the nodes',
			{uses: [use(90), use(3, {node: 'db2:5432'})]},
			[db1, db2],
			'maybe',
			'unused for 3 days on 2 of 2 nodes',
			['3 of 35 days known'],
		],
		[
			'maybe without the time that resets discarded',
			{uses: [use(40, {gapMs: 6 * 86_400_000})]},
			[db1],
			'maybe',
			'unused for 34 days on 1 of 1 node',
			['34 of 35 days known'],
		],
		[
			'no where a replica uses it',
			{uses: [use(40), use(1, {node: 'db2:5432', scans: 500})]},
			[db1, db2],
			'no',
			'in use on db2:5432: 500 scans',
			[],
		],
		[
			'yes after scans long ago',
			{uses: [use(40, {scans: 7})]},
			[db1],
			'yes',
			'not used for 40 days on 1 of 1 node',
			[],
		],
		[
			'maybe where nothing is known',
			{uses: [use(null, {basis: 'unknown', seen: 0})]},
			[db1],
			'maybe',
			'unused for an unknown time on 1 of 1 node',
			['none of 35 days known'],
		],
		[
			'maybe where it was first seen half a day ago',
			{uses: [use(0.5, {firstSeen: ago(0.5 * day)})]},
			[db1],
			'maybe',
			'unused for less than a day on 1 of 1 node',
			[`0 of 35 days known: first seen by pgdeck ${dateTime(ago(0.5 * day))}`],
		],
		[
			'maybe where it was first seen now',
			{uses: [use(0, {firstSeen: now})]},
			[db1],
			'maybe',
			'unused for less than a day on 1 of 1 node',
			[`0 of 35 days known: first seen by pgdeck ${dateTime(now)}`],
		],
		[
			'maybe where the start of the counters is hidden',
			{uses: [use(40)]},
			[{...db1, since: {at: null, reset: false}}],
			'maybe',
			'unused for 40 days on 1 of 1 node',
			['start of the counters on db1:5432 hidden. To see it: GRANT pg_monitor TO mon;'],
		],
		[
			'maybe with a caution',
			{uses: [use(40)], cautions: [caution('clustered')]},
			[db1],
			'maybe',
			'unused for 40 days on 1 of 1 node',
			[],
		],
		[
			'no with a blocker',
			{uses: [use(40)], blockers: [blocker('primary-key')]},
			[db1],
			'no',
			'unused for 40 days on 1 of 1 node',
			[],
		],
		['no for an index in use', {uses: [use(0, {scans: 500})]}, [db1], 'no', 'in use', []],
		[
			'no for an index in use until the wanted days have passed',
			{uses: [use(34.5, {scans: 500})]},
			[db1],
			'no',
			'in use',
			[],
		],
		[
			'maybe for an index in use long ago',
			{uses: [use(400, {scans: 500})], cautions: [former]},
			[db1],
			'maybe',
			'not used for 400 days on 1 of 1 node',
			[],
		],
		[
			'maybe for an index that a replica used long ago',
			{uses: [use(40), use(36, {node: 'db2:5432', scans: 500})], cautions: [former]},
			[db1, db2],
			'maybe',
			'not used for 36 days on 2 of 2 nodes',
			[],
		],
		[
			'no for an index used here long ago and on a replica now',
			{uses: [use(40, {scans: 500}), use(1, {node: 'db2:5432', scans: 700})]},
			[db1, db2],
			'no',
			'in use on db2:5432: 700 scans',
			[],
		],
		[
			'maybe for an index in use long ago, with a node that was not asked',
			{uses: [use(400, {scans: 500})], cautions: [former]},
			[db1, silent],
			'maybe',
			'not used for 400 days on 1 of 2 nodes',
			['db2:5432 was not asked: connect ECONNREFUSED'],
		],
		[
			'maybe, never yes, for an INVALID index',
			{uses: [use(90)], valid: false},
			[db1],
			'maybe',
			'no query uses it',
			[],
		],
		['no for an index being built', {uses: [], valid: false, building: true}, [db1], 'no', 'being built', []],
	])('is %s', (_what, change, nodes, answer, text, missing) => {
		expect(indexVerdict({...index, ...change}, nodes, 35, now)).toMatchObject({
			...{answer, text},
			missing: missing.map(said => expect.objectContaining({text: said})),
		});
	});

	it('requires the configured days', () => {
		expect(indexVerdict({...index, uses: [use(8)]}, [db1], 7, now).answer).toBe('yes');
		expect(indexVerdict({...index, uses: [use(40)]}, [db1], 60, now).missing).toEqual([
			gap('short-history', {knownDays: 40, wantedDays: 60, firstSeen: null}),
		]);
	});
});

describe('formerUse', () => {
	const said = (uses: IndexUseOnNode[]) => formerUse(uses, 35, now);
	it('sums the scans, and gives the time since which no node has any', () => {
		const found = said([use(400, {scans: 500}), use(36, {node: 'db2:5432', scans: 700})]);
		expect(found?.facts).toEqual({scans: 1200, before: ago(36 * day).toISOString()});
		expect(found?.text).toContain(`before ${dateTime(ago(36 * day))} (1,200 scans): `);
	});
	it('ignores few scans, current use, and unknown times', () => {
		expect(said([use(400, {scans: 99})])).toBeUndefined();
		expect(said([use(400, {scans: 500}), use(1, {node: 'db2:5432', scans: 100})])).toBeUndefined();
		expect(said([use(null, {scans: 500})])).toBeUndefined();
		expect(said([])).toBeUndefined();
	});
});

describe('useOnNode', () => {
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
		['nothing for an index never seen before, however old the counters', {}, 'unknown', null],
		['the counters, from its commit timestamp on', {madeBy: ago(60 * day)}, 'counters', 60],
		['the counters, from their start on', {madeBy: ago(200 * day)}, 'counters', 90],
		['the counters, from a reset yesterday on', {since: since(1), madeBy: ago(200 * day)}, 'counters', 1],
		['the counters, for an index created an hour ago', {madeBy: ago(day / 24)}, 'counters', 1 / 24],
		['the counters, from the first sample on', {own: own(12)}, 'counters', 12],
		['samples, through resets', {since: since(1), own: own(40)}, 'own-samples', 40],
		[
			'samples, where the start of the counters is hidden',
			{since: since(null), own: own(40)},
			'own-samples',
			40,
		],
		[
			'the last scan',
			{counters: {scans: 5, tuplesRead: 5, lastScan: ago(50 * day)}, own: own(12)},
			'last-scan',
			50,
		],
		[
			'samples after scans without a time',
			{counters: {scans: 5, tuplesRead: 5, lastScan: null}, own: own(12)},
			'own-samples',
			12,
		],
		[
			'nothing after scans without a time',
			{counters: {scans: 5, tuplesRead: 5, lastScan: null}, madeBy: ago(90 * day)},
			'unknown',
			null,
		],
	])('relies on %s', (_what, change, basis, days) => {
		expect(useOnNode({...facts, ...change}, now)).toMatchObject({
			basis,
			quietSince: days === null ? null : ago(days * day),
		});
	});
});

describe('indexDoubts', () => {
	const none = {scans: 0, tuplesRead: 0, lastScan: null};
	it.each([
		['are none for a plain index', {}, none, []],
		[
			'name a table of few pages',
			{tablePages: 3},
			none,
			[{code: 'small-table', text: expect.stringContaining('its table has 3 pages')}],
		],
		[
			'ignore a partitioned table, which has no pages',
			{tablePages: 3, partitioned: true, tableScans: null},
			none,
			[],
		],
		['ignore a table never vacuumed or analyzed', {tablePages: 0}, none, []],
		[
			'name a table that is hardly read',
			{tableScans: 2},
			none,
			[{code: 'idle-table', text: expect.stringContaining('hardly read (2 scans)')}],
		],
		[
			'name few scans that read many entries',
			{},
			{scans: 8, tuplesRead: 20_000_000, lastScan: null},
			[{code: 'heavy-scans', text: expect.stringContaining('2,500,000 entries each')}],
		],
		['name a BRIN index', {method: 'brin'}, none, [{code: 'brin', text: expect.stringContaining('BRIN')}]],
		[
			'name the new copy left by REINDEX CONCURRENTLY',
			{name: 'i_ccnew1', valid: false},
			none,
			[
				{
					code: 'rebuild-leftover',
					text: expect.stringContaining('left by an interrupted REINDEX CONCURRENTLY'),
				},
			],
		],
		[
			'name the old copy left by it',
			{name: 'i_ccold', valid: false},
			none,
			[
				{
					code: 'rebuild-leftover',
					text: expect.stringContaining('left by an interrupted REINDEX CONCURRENTLY'),
				},
			],
		],
		['ignore a valid index with such a name', {name: 'i_ccold'}, none, []],
	])('%s', (_what, change, counters, expected) => {
		const found = indexDoubts(indexRow(1, 'i', change), counters);
		expect(found).toEqual(expected.map(item => expect.objectContaining(item)));
	});
});
