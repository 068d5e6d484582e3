import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {TableStatus, Tables} from '../../domain/tables/schema.ts';
import {count, percent, plural, roughBytes} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {fitTo} from '../../terminal/width.ts';
import {current, notice, oldness} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {bloatText, deadTone, tableName} from './table.ts';

/** Tables: size, dead rows, estimated bloat, last vacuum and analyze. */
export function tablesPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.tables;
	const tables = current(section, live);
	const problems = notice(section, width, skin);
	if (!tables) return {lines: problems, rows: 0};
	const {rows} = tables.value;
	const title = `${plural(rows.length, 'table')}, ${sizeText(rows)}, ${deadText(rows)}`;
	const aside = evidenceAges(tables.value, live).find(text => title.length + text.length + 8 <= width);
	const head = heading([['title', title]], aside === undefined ? [] : [['muted', aside]], width, skin);
	return aboveTable([...problems, head], view);
}

/** The total size, and of how many tables it is known: locked ones have none, nor have new ones among very many. */
function sizeText(rows: readonly TableStatus[]): string {
	const known = rows.filter(({tableBytes}) => tableBytes !== null);
	if (known.length === 0 && rows.length > 0) return 'size n/a';
	const sum = known.reduce((total, {tableBytes}) => total + (tableBytes ?? 0), 0);
	const size = roughBytes(
		sum,
		known.some(({sizeIsEstimate}) => sizeIsEstimate),
	);
	return known.length === rows.length ? size : `${size} in ${count(known.length)} of them`;
}

/** The dead rows, and in how many tables they are known: a crash resets the counters. */
function deadText(rows: readonly TableStatus[]): string {
	const known = rows.flatMap(({deadTuples}) => deadTuples ?? []);
	const unknown = rows.length - known.length;
	if (unknown > 0 && known.length === 0) return 'dead rows n/a';
	const dead = plural(
		known.reduce((sum, tuples) => sum + tuples, 0),
		'dead row',
	);
	return unknown === 0 ? dead : `${dead} in ${count(known.length)} of them`;
}

/** Age of the counters and estimates: the pane shows the longest variant that fits. */
function evidenceAges({bloatSampledAt, reusableUnknown, countedSince: since}: Tables, live: Live): string[] {
	const old = bloatSampledAt ? oldness(bloatSampledAt, live) : '';
	const aged = old === '' ? '' : `, ${old}`;
	const reusable = reusableUnknown === null ? 'free space map' : `n/a, ${reusableUnknown.text}`;
	const short = `counts of ${countedFor(since, live.now)}`;
	return [
		`counted ${countedSince(since)}; bloat from statistics${aged}; reusable: ${reusable}`,
		`${short}; bloat from statistics${aged}; reusable: ${reusable}`,
		`${short}; bloat from statistics${aged}`,
		short,
		`of ${countedFor(since, live.now)}`,
	];
}

/** The tables with most dead or bloated space, one per line, for the overview. */
export function bloatLines(tables: Tables, width: number, height: number, skin: Skin): string[] {
	if (tables.rows.length === 0) return [line(['  no tables yet'], width, skin)];
	const worst = worstOf(tables.rows).slice(0, height - 1);
	const wide = width >= 56;
	const barWidth = width >= 70 ? 8 : 0;
	const nameWidth = Math.max(12, Math.min(28, width - (wide ? 42 : 25) - barWidth));
	const titles = [
		'table'.padEnd(nameWidth),
		'size'.padStart(8),
		'dead ratio'.padStart(barWidth + 11),
		...(wide ? ['bloat, est.'.padStart(16)] : []),
	];
	const lines = worst.map(row => {
		const ratio = `${bar(barWidth === 0 || row.deadTuples === null ? null : (row.deadRatio ?? 0), barWidth, skin.glyphs)}${percent(row.deadRatio).padStart(11)}`;
		const segments: Segment[] = [
			'  ',
			fitTo(tableName(row), nameWidth, 'left', skin.glyphs.ellipsis),
			' ',
			['strong', roughBytes(row.tableBytes, row.sizeIsEstimate).padStart(8)],
			' ',
			[deadTone(row.deadRatio, row.deadTuples) ?? 'plain', ratio],
			' ',
			[row.bloatUnknown === null ? 'plain' : 'muted', wide ? bloatText(row, skin.glyphs).padStart(16) : ''],
		];
		return line(segments, width, skin);
	});
	return [line(['  ', ['muted', titles.join(' ')]], width, skin), ...lines];
}

/** Sorted once per sample, not per frame: there may be 10,000 tables. */
const worstFirst = new WeakMap<readonly TableStatus[], readonly TableStatus[]>();

function worstOf(rows: readonly TableStatus[]): readonly TableStatus[] {
	const known = worstFirst.get(rows);
	if (known) return known;
	const worst = rows
		.filter(row => !row.partition || row.deadTuples !== 0)
		.map(row => ({row, bytes: weight(row)}))
		.sort((a, b) => b.bytes - a.bytes)
		.map(({row}) => row);
	worstFirst.set(rows, worst);
	return worst;
}

/** Dead or bloated bytes, whichever is more. */
function weight(row: TableStatus): number {
	return Math.max(row.bloatHighBytes ?? 0, (row.deadRatio ?? 0) * (row.tableBytes ?? 0));
}
