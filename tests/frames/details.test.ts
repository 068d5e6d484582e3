import {describe, expect, it} from 'vitest';
import type {Detail, Focus} from '../../source/domain/snapshot/detail.ts';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import type {Section} from '../../source/domain/snapshot/section.ts';
import {parseMigration} from '../../source/migrations/formats/dbmate.ts';
import {hostileName, liveOf, ok, timeout} from '../helpers/fixtures.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

/* An opened row while its own detail is pending, read, and failed. */

const version = '20260101000500';
const sql = `-- migrate:up transaction:false
create index concurrently "${hostileName.replaceAll('\n', '')}" on t (
	a
);
${'-- one more line\n'.repeat(60)}
-- migrate:down transaction:false
drop index concurrently x;
`;

type Opened = {pane: PaneId; id: string; focus: Focus; detail: Detail; shows: readonly RegExp[]};
const opened: readonly Opened[] = [
	{
		pane: 'tenants',
		id: 't-1',
		focus: {kind: 'tenant', id: 't-1'},
		detail: {
			kind: 'tenant',
			since: ago(3600),
			bucketSeconds: 60,
			series: [0, 1, 2, 30, 31, 59].map(minute => ({
				at: ago(3600 - minute * 60),
				count: 10 + minute,
				errors: 0,
				averageMs: 80,
				p95Ms: minute === 30 ? 4000 : 120,
			})),
		},
		shows: [
			/^ {2}40,000 requests, 73\.6 % of all {3}p95 900 ms {3}errors 2\.5 %/m,
			/^ {2}p95$/m,
			/requests per minute/,
			/4 s┤ {20,}[─╮]/,
			/07:30 +08:00 +08:30$/m,
		],
	},
	{
		pane: 'tenants',
		id: 't-2',
		focus: {kind: 'tenant', id: 't-2'},
		detail: {kind: 'tenant', since: ago(21_600), bucketSeconds: 360, series: []},
		shows: [/requests per 6 minutes/, /no requests from/],
	},
	{
		pane: 'indexes',
		id: '101',
		focus: {kind: 'index', oid: 101},
		detail: {
			kind: 'index',
			index: {
				definition: `CREATE INDEX idx_never_used ON public.request_logs USING btree (${'a_rather_long_column, '.repeat(8)}b)`,
				sizeBytes: 52_428_800,
				tableBytes: 2_147_483_648,
				tableSequentialScans: 1,
				tableIndexScans: 5_000_000,
				tableWrites: null,
				comment: 'Made for a report that is gone.',
			},
		},
		shows: [
			/public\.request_logs, 2\.0 GB/,
			/1 sequential scan, 5,000,000 index scans$/m,
			/comment +Made for/,
		],
	},
	{
		pane: 'migrations',
		id: version,
		focus: {kind: 'migration', version},
		detail: {kind: 'migration', file: parseMigration(`${version}_next_indexes.sql`, sql)},
		shows: [/up, outside a transaction/, /create index concurrently/, /\\x1b\[31mred/],
	},
];

describe.each(sizes)('at $columns x $rows', size => {
	const shown = ({pane, id, focus}: Opened, section: Section<Detail>, offset = 0) =>
		frameOf({live: liveOf({detail: {focus, section}}), ui: uiOn(pane, {detail: {id, offset}}), size});

	it.each(opened)('$pane, $id: complete', row => {
		const frame = shown(row, ok(row.detail));
		expectFits(frame, size, row.pane);
		for (const text of row.shows) expect(frame.text).toMatch(text);
	});

	it.each(opened)('$pane, $id: pending, or without a value', row => {
		const states: ReadonlyArray<readonly [Section<Detail>, string]> = [
			[{status: 'pending'}, 'sampling…'],
			[{status: 'unsupported', code: 'none', facts: {}, reason: 'It is gone.'}, 'n/a: It is gone.'],
			[{status: 'failed', error: timeout}, 'n/a: canceling statement due to statement timeout.'],
		];
		for (const [section, text] of states) {
			const frame = shown(row, section);
			expectFits(frame, size, `${row.pane}, ${section.status}`);
			// The sample has enough facts about an index, so no pending note is needed.
			if (row.pane !== 'indexes' || section.status !== 'pending') expect(frame.text).toContain(text);
		}
	});

	it.each(opened)('$pane, $id: scrolled to any offset', row => {
		for (const offset of [1, 30, 9999]) expectFits(shown(row, ok(row.detail), offset), size, row.pane);
	});
});
