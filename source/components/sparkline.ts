import type {Glyphs} from '../theme/glyphs.ts';

type Value = number | null;

export type SparkScale = {readonly floor: number; readonly ceiling: number};

/**
The last `width` values as bars; an unknown value is blank.
@param scale the minimum range, so that small values look small; larger values extend it
*/
export function sparkline(
	values: readonly Value[],
	width: number,
	{sparks}: Glyphs,
	{floor, ceiling}: SparkScale = {floor: 0, ceiling: 0},
): string {
	const shown = width > 0 ? values.slice(-width) : [];
	const known = shown.filter((value): value is number => value !== null);
	const least = Math.min(floor, ...known);
	const most = Math.max(ceiling, ...known, least);
	const bars = shown.map(value => {
		if (value === null) return ' ';
		const share = most === least ? 0 : (value - least) / (most - least);
		return sparks[Math.min(sparks.length - 1, Math.floor(share * sparks.length))] ?? ' ';
	});
	return bars.join('').padStart(width);
}

/** A bar of `width` cells, filled by a share from 0 to 1. A share above 0 is always visible. */
export function bar(share: number | null, width: number, {bar: [full, empty]}: Glyphs): string {
	if (share === null || width <= 0) return ' '.repeat(Math.max(0, width));
	const cells = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * width));
	return full.repeat(cells) + empty.repeat(width - cells);
}
