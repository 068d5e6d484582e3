import {fitting, type Segment, type Skin, spreadLine} from '../../components/skin.ts';
import {sparkline} from '../../components/sparkline.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {truncate, widthOf} from '../../terminal/width.ts';
import {scaleOf} from './vital-scale.ts';
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
