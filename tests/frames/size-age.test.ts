import {expect, it} from 'vitest';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes, indexRow, tables} from '../helpers/fixtures-relations.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

const [table] = tables.rows;
if (!table) throw new Error('The fixture has tables.');
const sizeAt = ago(90);

it.each<[string, PaneId, object, RegExp]>([
	[
		'of a table',
		'tables',
		{tables: ok({...tables, rows: [{...table, oid: 1, sizeAt}]})},
		/2\.0 GB, indexes 1\.0 GB, 1 min 30 s old/,
	],
	[
		'of an index',
		'indexes',
		{indexes: ok({...indexes, rows: [indexRow(1, 'one', {sizeAt})]})},
		/50\.0 MB, 1 min 30 s old/,
	],
	[
		'of a partitioned index, of which some are an estimate',
		'indexes',
		{indexes: ok({...indexes, rows: [indexRow(1, 'one', {sizeAt, partitions: 2, sizeIsEstimate: true})]})},
		/~50\.0 MB in 2 partitions, 1 min 30 s old/,
	],
])('a size read by the walk has its age: %s', (_what, pane, sections, shown) => {
	const live = liveOf({snapshot: snapshotOf(sections)});
	const ui = uiOn(pane, {detail: {id: '1', offset: 0}});
	expect(frameOf({live, ui, size: {columns: 120, rows: 40}}).text).toMatch(shown);
});
