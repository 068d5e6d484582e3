import {expect, it} from 'vitest';
import {indexesText} from '../../source/commands/text/indexes.ts';
import type {StillRow} from '../../source/commands/text/still-table.ts';
import {tablesText} from '../../source/commands/text/tables.ts';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes, indexRow, tables} from '../helpers/fixtures-relations.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

const [table] = tables.rows;
if (!table) throw new Error('The fixture has tables.');
const rough = {
	tables: {
		...tables,
		rows: [
			{...table, sizeIsEstimate: true},
			{...table, oid: 2, name: 'looked_at'},
		],
	},
	indexes: {
		...indexes,
		rows: [
			indexRow(1, 'rough', {sizeIsEstimate: true}),
			indexRow(2, 'looked_at', {category: 'Low usage', scans: 1}),
			indexRow(3, 'nobody_knows', {sizeIsEstimate: true, sizeBytes: null, category: 'Active', scans: 100}),
		],
	},
};
const sections = {tables: ok(rough.tables), indexes: ok(rough.indexes)};

it.each<[PaneId, RegExp[]]>([
	['tables', [/2 tables, ~4\.0 GB/, /request_logs\s+~2\.0 GB .* ~1\.0 GB/, /looked_at\s+2\.0 GB .* 1\.0 GB/]],
	[
		'indexes',
		[
			/Unused 1 \(~50\.0 MB\), Low usage 1 \(50\.0 MB\), Active 1 \(n\/a\)/,
			/rough\s+Unused\s+0\s+~50\.0 MB/,
			/looked_at\s+Low usage\s+1\s+50\.0 MB/,
			/nobody_knows\s+Active\s+100\s+n\/a/,
		],
	],
	[
		'overview',
		[/Unused\s+1\s+~50\.0 MB/, /Low usage\s+1\s+50\.0 MB/, /~50\.0 MB rough/, /request_logs\s+~2\.0 GB/],
	],
])('estimated sizes are marked on %s, and measured ones are not', (pane, shown) => {
	const live = liveOf({snapshot: snapshotOf(sections)});
	const {text} = frameOf({live, ui: uiOn(pane), size: {columns: 200, rows: 50}});
	for (const expected of shown) expect(text).toMatch(expected);
});

/** The cells of each row in the text list. */
function listed(list: (table: (rows: readonly StillRow[]) => string) => string): readonly StillRow[] {
	let found: readonly StillRow[] = [];
	list(rows => {
		found = rows;
		return '';
	});
	return found;
}

it('marks estimates in text output', () => {
	expect(listed(draw => indexesText(rough.indexes, draw))).toMatchObject([
		{index: 'public.rough', size: '~50.0 MB'},
		{index: 'public.looked_at', size: '50.0 MB'},
		{index: 'public.nobody_knows', size: 'n/a'},
	]);
	expect(listed(draw => tablesText(rough.tables, draw))).toMatchObject([
		{table: 'public.request_logs', size: '~2.0 GB', indexes: '~1.0 GB'},
		{table: 'public.looked_at', size: '2.0 GB', indexes: '1.0 GB'},
	]);
});

it('prints n/a for locked tables, TOAST, and unlogged tables on a standby', () => {
	const rows = [
		{...table, locked: true, tableBytes: null, indexBytes: null},
		{...table, oid: 2, toastBytes: 4_000_000_000},
		{...table, oid: 3, absent: true, tableBytes: null},
	];
	expect(listed(draw => tablesText({...tables, rows}, draw))).toMatchObject([
		{size: expect.any(String), 'bloat, est.': 'n/a (mostly TOAST)'},
		{size: 'locked', indexes: 'n/a'},
		{size: 'n/a'},
	]);
	expect(tablesText({...tables, rows}, () => '')).toContain(
		'n/a: size of 1 table: unlogged, not on a standby.',
	);
});

it('shows n/a for the last scan of an index without recorded scan times', () => {
	const rows = [
		indexRow(1, 'never'),
		indexRow(2, 'untold', {scans: 7}),
		indexRow(3, 'told', {scans: 9, lastScan: ago(60)}),
	];
	expect(listed(draw => indexesText({...indexes, rows}, draw)).map(row => row['last scan'])).toEqual([
		'-',
		'n/a',
		expect.stringMatching(/^\d{4}-/),
	]);
});
