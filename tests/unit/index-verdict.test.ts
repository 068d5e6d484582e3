import {describe, expect, it} from 'vitest';
import {dropBlockers, dropCautions, dropVerdict, indexCategory} from '../../source/domain/indexes/verdict.ts';
import {indexRow} from '../helpers/fixtures-relations.ts';

it.each([
	[0, 'Unused'],
	[1, 'Low usage'],
	[99, 'Low usage'],
	[100, 'Active'],
] as const)('%d scans are %s, as in the view index_usage_summary', (scans, category) => {
	expect(indexCategory(scans)).toBe(category);
});

describe('dropBlockers', () => {
	it('finds nothing against a plain index', () => {
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
		['a unique index without a constraint', {unique: true}, ['it is unique: it keeps duplicates out']],
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
			['DROP INDEX CONCURRENTLY does not work there, and DROP INDEX locks all of it, for readers too'],
		],
		['one of an extension', {extension: 'postgis'}, ['belongs to the extension postgis']],
		['one that is being built', {valid: false, building: true}, ['being built']],
	])('protects %s', (_what, change, reasons) => {
		const found = dropBlockers(indexRow(1, 'i', change));
		expect(found).toHaveLength(reasons.length);
		for (const [index, reason] of reasons.entries()) expect(found[index]).toContain(reason);
	});

	it('does so however seldom it was scanned', () => {
		expect(dropBlockers(indexRow(1, 'i', {primary: true, scans: 0, category: 'Unused'}))).not.toEqual([]);
	});
});

describe('dropCautions', () => {
	const none = {oid: 1, scans: 0, tuplesRead: 0, lastScan: null};
	it.each([
		['nothing of a plain index', {}, none, undefined],
		['the foreign key that it alone serves', {onlySupportOf: 'fk'}, none, 'foreign key fk'],
		['statistics of its expression', {expression: true}, none, 'expression'],
		['CLUSTER', {clustered: true}, none, 'CLUSTER'],
		[
			'a partial index',
			{partial: true, rowsEstimate: 5_000_000},
			none,
			'it is partial, of about 5,000,000 rows:',
		],
		['a partial index of one row', {partial: true, rowsEstimate: 1}, none, 'it is partial, of about 1 row:'],
		[
			'a partial index that was never looked at',
			{partial: true, rowsEstimate: null},
			none,
			'it is partial, of rows that were never counted:',
		],
		['one that is INVALID', {valid: false}, none, 'INVALID'],
		["the planner's looks at its ends", {}, {...none, scans: 5, tuplesRead: 5}, 'only the planner'],
		['nothing of scans that read rows', {}, {...none, scans: 5, tuplesRead: 500}, undefined],
	])('says %s', (_what, change, use, word) => {
		const found = dropCautions(indexRow(1, 'i', change), use);
		if (word === undefined) expect(found).toEqual([]);
		else expect(found).toEqual([expect.stringContaining(word)]);
	});
});

describe('dropVerdict', () => {
	const amber = {color: 'amber', text: 'unused for 3 days on 1 of 2 nodes', quietDays: 3, missing: ['x']};
	const busy = {color: 'none', text: 'it is in use', quietDays: 0, missing: []};
	const invalid = {color: 'amber', text: 'no query uses it', quietDays: 0, missing: []};
	const elsewhere = {color: 'none', text: 'it is in use on db2:5432: 500 scans', quietDays: 0, missing: []};
	it.each([
		['yes: unused for 40 days on 1 of 1 node', {}],
		['perhaps: unused for 3 days on 1 of 2 nodes', {verdict: amber}],
		['perhaps, but CLUSTER', {cautions: ['CLUSTER', 'more'], verdict: amber}],
		['no: it is the primary key', {blockers: ['it is the primary key'], owned: false, category: 'Active'}],
		['no: this role does not own its table', {owned: false, category: 'Active'}],
		['no: it is in use', {category: 'Active', cautions: ['x'], verdict: busy}],
		['perhaps, but it is INVALID', {category: 'Active', cautions: ['it is INVALID'], verdict: invalid}],
		['no: it is in use on db2:5432: 500 scans', {verdict: elsewhere}],
	] as const)('%s', (verdict, change) => {
		expect(dropVerdict(indexRow(1, 'i', change as object))).toBe(verdict);
	});
});
