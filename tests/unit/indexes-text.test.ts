import {expect, it} from 'vitest';
import {indexesText} from '../../source/commands/text/indexes.ts';
import type {IndexRow} from '../../source/domain/indexes/schema.ts';
import {indexes, indexRow} from '../helpers/fixtures-relations.ts';

const unseen = {sizeBytes: null};
const locked = {sizeBytes: null, locked: true};
const tree = {sizeBytes: null, partitioned: true, partitions: 2};

it.each<[string, Array<Partial<IndexRow>>, string[]]>([
	['sizes that are known', [{}, {}], []],
	[
		'those of tables that nobody looked at',
		[unseen, unseen, {}],
		['2 indexes of tables that neither VACUUM nor ANALYZE has seen: there are too many'],
	],
	['a locked one', [locked, {}], ['1 index that someone has locked ACCESS EXCLUSIVE']],
	[
		'both',
		[unseen, locked],
		['1 index that someone has locked', '1 index of tables that neither VACUUM nor ANALYZE'],
	],
	[
		'the parts of a partitioned one, which is the one that is listed',
		[tree, {...locked, parentOid: 1}, {...locked, parentOid: 1}],
		['1 index that someone has locked'],
	],
])('the text says why sizes are n/a: %s', (_what, changes, reasons) => {
	const rows = changes.map((change, place) => indexRow(place + 1, `index_${place}`, change));
	const told = indexesText({...indexes, rows}, () => '')
		.split('\n')
		.filter(text => text.includes('size is n/a'));
	expect(told).toEqual(reasons.map(reason => expect.stringContaining(`The size is n/a of ${reason}`)));
});
