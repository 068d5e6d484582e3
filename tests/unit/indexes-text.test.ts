import {expect, it} from 'vitest';
import {indexesText} from '../../source/commands/text/indexes.ts';
import type {IndexRow} from '../../source/domain/indexes/schema.ts';
import {indexes, indexRow} from '../helpers/fixtures-relations.ts';

const unseen = {sizeBytes: null};
const locked = {sizeBytes: null, locked: true};
const tree = {sizeBytes: null, partitioned: true, partitions: 2};

it.each<[string, Array<Partial<IndexRow>>, string[]]>([
	['known sizes', [{}, {}], []],
	[
		'tables never vacuumed or analyzed',
		[unseen, unseen, {}],
		['2 indexes: no VACUUM or ANALYZE of their tables yet, and too many'],
	],
	['a locked index', [locked, {}], ['1 index: an ACCESS EXCLUSIVE lock']],
	['both', [unseen, locked], ['1 index: an ACCESS EXCLUSIVE lock', '1 index: no VACUUM or ANALYZE']],
	[
		'the partitions of a partitioned index, listed as one',
		[tree, {...locked, parentOid: 1}, {...locked, parentOid: 1}],
		['1 index: an ACCESS EXCLUSIVE lock'],
	],
])('indexesText says why sizes are n/a: %s', (_what, changes, reasons) => {
	const rows = changes.map((change, place) => indexRow(place + 1, `index_${place}`, change));
	const told = indexesText({...indexes, rows}, () => '')
		.split('\n')
		.filter(text => text.includes('Size n/a'));
	expect(told).toEqual(reasons.map(reason => expect.stringContaining(`Size n/a for ${reason}`)));
});
