import {fitting, type Segment, type Skin, spreadLine} from '../../components/skin.ts';
import {type SparkScale, sparkline} from '../../components/sparkline.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {VitalId} from '../../history/vitals.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {truncate, widthOf} from '../../terminal/width.ts';
import type {Vital} from './vitals.ts';

const labelWidth = 14;
const valueWidth = 12;
/** Less room than this is none for words. */
const leastAside = 8;

/** One vital sign a line: label, value, what it is made of where there is room, and its sparkline at the right. */
export function vitalLine(vital: Vital, live: Live, width: number, skin: Skin): string {
	const room = width - labelWidth - valueWidth - 1;
	const sparkWidth = vital.series ? Math.max(0, Math.min(room, width < 70 ? 14 : 24)) : 0;
	const besideSpark = room - sparkWidth - 2;
	// Where there is not room for both, what is wrong is said rather than drawn.
	const ill = vital.tone === 'warning' || vital.tone === 'bad';
	const said = ill && vital.aside.length > 0 && besideSpark < leastAside;
	const value = said ? `${vital.value},` : vital.value.padEnd(valueWidth);
	const left: Segment[] = [
		['muted', vital.label.padEnd(labelWidth)],
		[vital.tone, value],
		...asideSegments(vital.aside, said ? width - labelWidth - value.length - 1 : besideSpark, said, skin),
	];
	const spark = said ? '' : sparkOf(vital, live, sparkWidth, skin);
	return spreadLine(left, spark.trim() === '' ? [] : [['accent', spark]], width, skin).trimEnd();
}

function asideSegments(
	[first, ...others]: readonly string[],
	width: number,
	said: boolean,
	{glyphs}: Skin,
): Segment[] {
	if (first === undefined || width < Math.min(leastAside, first.length)) return [];
	// A word cut in two tells less than none, but for what is wrong.
	if (!said && widthOf(first) > width) return [];
	const parts = others.map((text): Segment[] => [['muted', `, ${text}`]]);
	return [' ', ...fitting([[['muted', truncate(first, width, glyphs.ellipsis)]], ...parts], width)];
}

function sparkOf({series}: Vital, {history, snapshot}: Live, width: number, {glyphs}: Skin): string {
	if (series === undefined) return '';
	const values = history.items.map(item => item[series]);
	return sparkline(values, width, glyphs, scaleOf(series, values, snapshot));
}

/** Up to here a value is unremarkable: its bars grow from the bottom, and reach the top where they reach this. */
const ceilings: Readonly<Record<Exclude<VitalId, 'connections' | 'cacheHit' | 'sizeBytes'>, number>> = {
	active: 8,
	transactions: 10,
	rollbacks: 1,
	deadlocks: 1,
	tempBytes: 1_000_000,
	oldestTransactionMs: 60_000,
	longestQueryMs: 1000,
	lagBytes: 1_000_000,
};

/**
What the bars of a vital sign are measured by: connections by max_connections, cache hit by its last tenth, growth of
the database by a hundredth of its size; the others by a fixed least ceiling. A quiet server draws a quiet line.
*/
export function scaleOf(id: VitalId, values: ReadonlyArray<number | null>, snapshot: Snapshot): SparkScale {
	if (id === 'connections') {
		return {floor: 0, ceiling: shownValue(snapshot.sections.health)?.value.maxConnections ?? 0};
	}
	if (id === 'cacheHit') return {floor: 0.9, ceiling: 1};
	if (id === 'sizeBytes') {
		const known = values.filter((value): value is number => value !== null);
		const least = Math.min(...known);
		return known.length === 0 ? {floor: 0, ceiling: 0} : {floor: least, ceiling: least * 1.01};
	}
	return {floor: 0, ceiling: ceilings[id]};
}
