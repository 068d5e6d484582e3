import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexRow} from '../../domain/indexes/schema.ts';
import {count, roughBytes} from '../../format/quantities.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {missingTable} from './missing.ts';
import {categoryTone, indexesTable} from './table.ts';

const categories = ['Unused', 'Low usage', 'Active'] as const;

type CategoryTotal = {
	category: IndexRow['category'];
	count: number;
	/** Of those whose size is known; null where there are some, and it is known of none. */
	sizeBytes: number | null;
	sizeIsEstimate: boolean;
};

/** Once for each sample, not for each frame: there may be 40,000. */
const totals = new WeakMap<readonly IndexRow[], readonly CategoryTotal[]>();

function categoryTotals({rows}: Indexes): readonly CategoryTotal[] {
	const known = totals.get(rows);
	if (known) return known;
	const made = categories.map(
		(category): CategoryTotal => ({
			...{category, count: 0, sizeBytes: 0, sizeIsEstimate: false},
		}),
	);
	const byCategory = new Map(made.map(total => [total.category, total]));
	for (const {category, parentOid, sizeBytes, sizeIsEstimate} of rows) {
		// A tree of partitions is one line, and counts as one.
		const total = parentOid === null ? byCategory.get(category) : undefined;
		if (!total) continue;
		const before = total.count++ === 0 ? null : total.sizeBytes;
		total.sizeBytes = sizeBytes === null ? before : (before ?? 0) + sizeBytes;
		total.sizeIsEstimate ||= sizeIsEstimate && sizeBytes !== null;
	}
	totals.set(rows, made);
	return made;
}

/** Indexes by how much they are used. */
export function indexesPane(view: PaneView & {list?: IndexList}): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.indexes;
	const indexes = current(section, live);
	const problems = notice(section, width, skin);
	if (!indexes) return {lines: problems, rows: 0};
	if (view.list === 'missing') return missingPane(view, problems);
	const parts = categoryTotals(indexes.value).flatMap(
		({category, count: number, sizeBytes, sizeIsEstimate}, index): Segment[] => [
			index === 0 ? '' : ', ',
			[categoryTone(category), `${category} ${count(number)}`],
			` (${roughBytes(sizeBytes, sizeIsEstimate)})`,
		],
	);
	const head = heading(parts, [['muted', scansSince(indexes.value, live.now, width < 130)]], width, skin);
	const {problem} = indexes.value.evidence;
	const kept = problem === null ? [] : [line([' ', ['warning', problem]], width, skin)];
	return aboveTable([...problems, head, ...kept], indexesTable(live), view);
}

/** Which of the two lists of the pane is shown. */
export type IndexList = 'indexes' | 'missing';

function missingPane(view: PaneView, problems: readonly string[]): Drawn {
	const title: Segment[] = [
		['title', 'Indexes that may be missing'],
		['muted', ' (o: those that are there)'],
	];
	return aboveTable([...problems, heading(title, [], view.width, view.skin)], missingTable(view.live), view);
}

/** How old the evidence is: without it "unused" says little. */
export function scansSince({scansSince}: Indexes, now: Date, short: boolean): string {
	return short ? `scans of ${countedFor(scansSince, now)}` : `scans counted ${countedSince(scansSince)}`;
}

/** Category, count, size and share of the size, one a line: for the overview. */
export function categoryLines(indexes: Indexes, width: number, skin: Skin): string[] {
	const lines = categoryTotals(indexes);
	const all = lines.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
	// A bar of a few cells tells nothing.
	const barWidth = width < 44 ? 0 : Math.min(24, width - 36);
	return lines.map(({category, count: number, sizeBytes, sizeIsEstimate}) =>
		line(
			[
				'  ',
				[categoryTone(category), category.padEnd(10)],
				['strong', count(number).padStart(6)],
				['strong', roughBytes(sizeBytes, sizeIsEstimate).padStart(10)],
				'  ',
				[
					categoryTone(category),
					bar(all === 0 || sizeBytes === null ? null : sizeBytes / all, barWidth, skin.glyphs),
				],
			],
			width,
			skin,
		),
	);
}
