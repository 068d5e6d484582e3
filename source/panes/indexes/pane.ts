import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {bytes, count, dateTime, plural} from '../../format/quantities.ts';
import type {Live} from '../../sampler/live.ts';
import {countedFor, countedSince} from '../../snapshot/evidence-age.ts';
import {indexState} from '../../snapshot/index-verdict.ts';
import type {Indexes, IndexRow} from '../../snapshot/schema.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {categoryTone, indexesTable, indexName, stateTone} from './table.ts';

export const categories = ['Unused', 'Low usage', 'Active'] as const;

export type CategoryTotal = {
	category: IndexRow['category'];
	count: number;
	sizeBytes: number;
	unknown: number;
};

export function categoryTotals({rows}: Indexes): CategoryTotal[] {
	return categories.map(category => {
		const members = rows.filter(row => row.category === category && !row.partitioned);
		return {
			category,
			count: members.length,
			sizeBytes: members.reduce((sum, row) => sum + (row.sizeBytes ?? 0), 0),
			unknown: members.filter(row => row.sizeBytes === null).length,
		};
	});
}

/** Indexes by how much they are used. */
export function indexesPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.indexes;
	const indexes = current(section, live);
	const problems = notice(section, width, skin);
	if (!indexes) return {lines: problems, rows: 0};
	const totals = categoryTotals(indexes.value).flatMap(
		({category, count: number, sizeBytes}, index): Segment[] => [
			index === 0 ? '' : ', ',
			[categoryTone(category), `${category} ${count(number)}`],
			` (${bytes(sizeBytes)})`,
		],
	);
	const head = heading(totals, [['muted', scansSince(indexes.value, live.now, width < 130)]], width, skin);
	return aboveTable([...problems, head], indexesTable(live), view);
}

/** How old the evidence is: without it "unused" says little. */
export function scansSince({scansSince}: Indexes, now: Date, short: boolean): string {
	return short ? `scans of ${countedFor(scansSince, now)}` : `scans counted ${countedSince(scansSince)}`;
}

/** Category, count, size and share of the size, one a line: for the overview. */
export function categoryLines(indexes: Indexes, width: number, skin: Skin): string[] {
	const totals = categoryTotals(indexes);
	const all = totals.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
	// A bar of a few cells tells nothing.
	const barWidth = width < 44 ? 0 : Math.min(24, width - 36);
	return totals.map(({category, count: number, sizeBytes}) =>
		line(
			[
				'  ',
				[categoryTone(category), category.padEnd(10)],
				['strong', count(number).padStart(6)],
				['strong', bytes(sizeBytes).padStart(10)],
				'  ',
				[categoryTone(category), bar(all === 0 ? null : sizeBytes / all, barWidth, skin.glyphs)],
			],
			width,
			skin,
		),
	);
}

/** One index in full. */
export function indexDetail(row: IndexRow, {live, width, skin}: PaneView): string[] {
	const section = live.detail?.section;
	const loaded = section?.status === 'ok' && section.value.kind === 'index' ? section.value.index : undefined;
	const definition = loaded?.definition ?? row.definition;
	const text = (label: string, value: string, token: 'plain' | 'warning' = 'plain') =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], [token, part]], width, skin),
		);
	const problems = section && section.status !== 'pending' ? notice(section, width, skin) : [];
	return [
		heading([['title', indexName(row)]], [[stateTone(row), indexState(row)]], width, skin),
		...text('definition', definition ?? 'n/a: its table is locked ACCESS EXCLUSIVE'),
		...text('table', `${row.schema}.${row.table}${loaded ? `, ${bytes(loaded.tableBytes)}` : ''}`),
		...text(
			'size',
			loaded ? bytes(loaded.sizeBytes) : `${row.sizeIsEstimate ? '~' : ''}${bytes(row.sizeBytes)}`,
		),
		...text('scans', `${plural(row.scans, 'scan')}, ${plural(row.tuplesRead, 'entry', 'entries')} read`),
		...text('last scan', lastScanText(row, live)),
		...text('counted', shownSince(live)),
		...(loaded
			? text(
					'its table has',
					[
						plural(loaded.tableSequentialScans, 'sequential scan'),
						plural(loaded.tableIndexScans, 'index scan'),
						loaded.tableWrites === null ? '' : `${plural(loaded.tableWrites, 'row')} written`,
					]
						.filter(Boolean)
						.join(', '),
				)
			: []),
		...(loaded?.comment ? text('comment', loaded.comment) : []),
		...(row.blockers.length === 0 && row.owned
			? text('drop', row.category === 'Active' ? 'not offered: it is in use' : 'possible: press x')
			: []),
		...(row.owned ? [] : text('no drop', 'this role does not own its table', 'warning')),
		...row.blockers.flatMap((reason, index) => text(index === 0 ? 'no drop' : '', reason, 'warning')),
		...row.cautions.flatMap((reason, index) => text(index === 0 ? 'think of' : '', reason)),
		...problems,
	];
}

function lastScanText(row: IndexRow, {snapshot}: Live): string {
	if (row.lastScan) return dateTime(row.lastScan);
	if (row.scans === 0) return 'none';
	return snapshot.server.versionNumber < 160_000 ? 'n/a: kept from PostgreSQL 16 on' : 'n/a';
}

function shownSince(live: Live): string {
	const indexes = current(live.snapshot.sections.indexes, live);
	const since = indexes?.value.scansSince;
	return since ? `${countedSince(since)} (${countedFor(since, live.now)}), on this node only` : 'n/a';
}
