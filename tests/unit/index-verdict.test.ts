import {describe, expect, it} from 'vitest';
import {
	dropBlockers,
	dropCautions,
	dropReason,
	dropVerdict,
	indexCategory,
} from '../../source/domain/indexes/droppable.ts';
import {
	blocker,
	blockerWords,
	caution,
	cautionWords,
	type DropVerdict,
	gap,
	reasonLabel,
	use,
	useWords,
} from '../../source/domain/indexes/words.ts';
import {indexRow, indexVerdictOf} from '../helpers/fixtures-relations.ts';

it.each([
	[0, 'Unused'],
	[1, 'Low usage'],
	[99, 'Low usage'],
	[100, 'Active'],
] as const)('%d scans are %s, as in the view index_usage_summary', (scans, category) => {
	expect(indexCategory(scans)).toBe(category);
});

describe('dropBlockers', () => {
	it('is empty for a plain index', () => {
		expect(dropBlockers(indexRow(1, 'i'))).toEqual([]);
	});

	it.each([
		['a primary key', {primary: true, unique: true, constraint: 'pk'}, ['it is the primary key']],
		['a unique constraint', {unique: true, constraint: 'uq'}, ['it backs the constraint uq']],
		[
			'an exclusion constraint',
			{exclusion: true, constraint: 'ex'},
			['it enforces the exclusion constraint ex'],
		],
		['a unique index without a constraint', {unique: true}, ['it is unique: it rejects duplicates']],
		[
			'a foreign key that points at it',
			{unique: true, referencedBy: 'fk'},
			['it is unique', 'the foreign key fk'],
		],
		['the replica identity', {replicaIdentity: true}, ['replica identity']],
		['a part of a partitioned index', {partitionChild: true}, ['part of an index on a partitioned table']],
		[
			'an index on a partitioned table',
			{partitioned: true},
			[
				'DROP INDEX CONCURRENTLY does not work there, and DROP INDEX blocks reads and writes of every partition',
			],
		],
		['one of an extension', {extension: 'postgis'}, ['belongs to the extension postgis']],
		['one that is being built', {valid: false, building: true}, ['being built']],
	])('protects %s', (_what, change, reasons) => {
		const found = dropBlockers(indexRow(1, 'i', change));
		expect(found).toHaveLength(reasons.length);
		for (const [index, reason] of reasons.entries()) expect(found[index]?.text).toContain(reason);
	});

	it('protects a primary key without scans', () => {
		expect(dropBlockers(indexRow(1, 'i', {primary: true, scans: 0, category: 'Unused'}))).not.toEqual([]);
	});
});

describe('dropCautions', () => {
	const none = {oid: 1, scans: 0, tuplesRead: 0, lastScan: null};
	it.each([
		['nothing of a plain index', {}, none, undefined],
		['the foreign key that it alone serves', {onlySupportOf: 'fk'}, none, 'only index for FK fk'],
		['statistics of its expression', {expression: true}, none, 'expression'],
		['CLUSTER', {clustered: true}, none, 'CLUSTER'],
		[
			'a partial index',
			{partial: true, rowsEstimate: 5_000_000},
			none,
			'partial index of about 5,000,000 rows:',
		],
		['a partial index of one row', {partial: true, rowsEstimate: 1}, none, 'partial index of about 1 row:'],
		[
			'a partial index that was never looked at',
			{partial: true, rowsEstimate: null},
			none,
			'partial index of an unknown number of rows:',
		],
		['one that is INVALID', {valid: false}, none, 'INVALID'],
		["the planner's looks at its ends", {}, {...none, scans: 5, tuplesRead: 5}, 'planner min/max probes'],
		['nothing of scans that read rows', {}, {...none, scans: 5, tuplesRead: 500}, undefined],
	])('says %s', (_what, change, use, word) => {
		const found = dropCautions(indexRow(1, 'i', change), use);
		if (word === undefined) expect(found).toEqual([]);
		else expect(found).toEqual([expect.objectContaining({text: expect.stringContaining(word)})]);
	});
});

describe('dropVerdict', () => {
	const history = gap('short-history', {knownDays: 3, wantedDays: 35, firstSeen: null});
	const silent = gap('node-not-asked', {node: 'db2:5432', reason: null});
	const known = (quietDays: number | null, nodesAsked = 1, nodes = 2) =>
		use('unused', {quietDays, nodesAsked, nodes});
	const short = indexVerdictOf('maybe', known(3), {quietDays: 3, missing: [history, silent]});
	const unasked = indexVerdictOf('maybe', known(40), {missing: [silent]});
	const busy = indexVerdictOf('no', use('in-use', {node: null, scans: 500}), {quietDays: 0});
	const invalid = indexVerdictOf('maybe', use('invalid'), {quietDays: 0});
	const elsewhere = indexVerdictOf('no', use('in-use', {node: 'db2:5432', scans: 500}), {quietDays: 0});
	const clustered = caution('clustered');
	it.each([
		['yes', 'unused for 40 days on 1 of 1 node', '40 d, 1 node', {}],
		[
			'yes',
			'unused for 1,234 days on 2 of 2 nodes',
			'1,234 d, 2 nodes',
			{verdict: indexVerdictOf('yes', known(1234, 2))},
		],
		['maybe', 'unused for 3 days on 1 of 2 nodes', '3 of 35 d', {verdict: short}],
		['maybe', 'unused for 40 days on 1 of 2 nodes', '1 of 2 nodes', {verdict: unasked}],
		['maybe', clustered.text, 'CLUSTER', {cautions: [clustered, caution('brin')], verdict: short}],
		[
			'maybe',
			'only index for FK fk:',
			'only FK index',
			{cautions: [caution('foreign-key-support', {foreignKeys: 'fk'})], verdict: short},
		],
		[
			'no',
			'it is the primary key',
			'primary key',
			{blockers: [blocker('primary-key')], owned: false, category: 'Active'},
		],
		['no', 'this role does not own its table', 'not the owner', {owned: false, category: 'Active'}],
		['no', 'in use', 'in use', {category: 'Active', cautions: [clustered], verdict: busy}],
		['maybe', 'INVALID:', 'INVALID', {category: 'Active', cautions: [caution('invalid')], verdict: invalid}],
		['no', 'in use on db2:5432: 500 scans', 'in use elsewhere', {verdict: elsewhere}],
	] as const)('is %s: %s', (answer, text, label, change) => {
		const row = indexRow(1, 'i', change as object);
		expect(dropVerdict(row)).toMatchObject({answer, text: expect.stringMatching(`^${text}`)});
		expect(dropReason(row)).toBe(label);
	});

	it('has a label of every code that fits its column', () => {
		const facts = {quietDays: 365, nodesAsked: 1, nodes: 12, node: 'db2:5432'};
		const labeled = (answer: 'no' | 'maybe', words: object) =>
			Object.keys(words).map(code => reasonLabel({answer, code, facts, text: ''} as DropVerdict, [history]));
		const {'in-use': inUse, building, ...open} = useWords;
		for (const label of [
			...labeled('no', {...blockerWords, 'not-owner': '', 'in-use': inUse, building}),
			...labeled('maybe', {...cautionWords, ...open}),
		]) {
			expect(label).toMatch(/^\w.{1,15}$/);
		}
	});
});
