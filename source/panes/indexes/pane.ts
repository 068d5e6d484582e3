import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {dropVerdict} from '../../domain/indexes/droppable.ts';
import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexRow} from '../../domain/indexes/schema.ts';
import {count, roughBytes} from '../../format/quantities.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {categoryTone} from './table.ts';

const categories = ['Unused', 'Low usage', 'Active'] as const;

type CategoryTotal = {
	category: IndexRow['category'];
	count: number;
	/** Sum over the indexes whose size is known; null if none is known. */
	sizeBytes: number | null;
	sizeIsEstimate: boolean;
};

/** Once per sample, not per frame: there may be 40,000 indexes. */
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
		// A partitioned index and its partitions count as one.
		const total = parentOid === null ? byCategory.get(category) : undefined;
		if (!total) continue;
		const before = total.count++ === 0 ? null : total.sizeBytes;
		total.sizeBytes = sizeBytes === null ? before : (before ?? 0) + sizeBytes;
		total.sizeIsEstimate ||= sizeIsEstimate && sizeBytes !== null;
	}
	totals.set(rows, made);
	return made;
}

type Unused = {
	/** With the answer yes, the largest first. */
	readonly free: readonly IndexRow[];
	readonly freeBytes: number;
	readonly freeIsEstimate: boolean;
	/** With the answer maybe: the evidence is incomplete, or there is a caution. */
	readonly unproven: number;
};

const unused = new WeakMap<readonly IndexRow[], Unused>();

/** The indexes without scans, once per sample as well. */
export function unusedOf({rows}: Indexes): Unused {
	const known = unused.get(rows);
	if (known) return known;
	const free: IndexRow[] = [];
	let unproven = 0;
	for (const row of rows) {
		if (row.category !== 'Unused' || row.parentOid !== null) continue;
		const {answer} = dropVerdict(row);
		if (answer === 'yes') free.push(row);
		if (answer === 'maybe') unproven++;
	}
	const result = {
		free: free.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0)),
		freeBytes: free.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0),
		freeIsEstimate: free.some(({sizeIsEstimate}) => sizeIsEstimate),
		unproven,
	};
	unused.set(rows, result);
	return result;
}

/** The list of indexes under the totals of the categories. */
export function indexesPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.indexes;
	const indexes = current(section, live);
	const problems = notice(section, width, skin);
	if (!indexes) return {lines: problems, rows: 0};
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
	return aboveTable([...problems, head, ...kept], view);
}

/** The list of missing indexes. */
export function missingIndexesPane(view: PaneView): Drawn {
	const section = view.live.snapshot.sections.indexes;
	const problems = notice(section, view.width, view.skin);
	if (!current(section, view.live)) return {lines: problems, rows: 0};
	const title: Segment[] = [
		['title', 'Missing indexes'],
		['muted', ' (o: existing indexes)'],
	];
	return aboveTable([...problems, heading(title, [], view.width, view.skin)], view);
}

/** The time that the counters cover. */
export function scansSince({scansSince}: Indexes, now: Date, short: boolean): string {
	return short ? `scans: ${countedFor(scansSince, now)}` : `scans counted ${countedSince(scansSince)}`;
}

/** A line per category with count, size and share of the size, for the overview. */
export function categoryLines(indexes: Indexes, width: number, skin: Skin): string[] {
	const lines = categoryTotals(indexes);
	const all = lines.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
	// A bar of few cells shows nothing.
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
