import {stripVTControlCharacters} from 'node:util';
import {createContext, useContext} from 'react';
import {truncate, widthOf} from '../terminal/width.ts';
import {type Glyphs, unicodeGlyphs} from '../theme/glyphs.ts';
import {systemTheme, type Theme, type Token} from '../theme/tokens.ts';

/** Colors by token, and the glyphs. */
export type Skin = {readonly theme: Theme; readonly glyphs: Glyphs};

export const SkinContext = createContext<Skin>({theme: systemTheme, glyphs: unicodeGlyphs});

export function useSkin(): Skin {
	return useContext(SkinContext);
}

/** A piece of a line: text without escape sequences, and its meaning. */
export type Segment = string | readonly [token: Token, text: string];

/** A screen line of at most `width` columns; a longer one ends with an ellipsis. */
export function line(segments: readonly Segment[], width: number, {theme, glyphs}: Skin): string {
	let left = width;
	let painted = '';
	for (const segment of segments) {
		const [token, text] = typeof segment === 'string' ? (['plain', segment] as const) : segment;
		if (left <= 0) break;
		const shown = truncate(text, left, glyphs.ellipsis);
		painted += theme.paint(token, shown);
		left -= widthOf(shown);
	}
	return painted;
}

/** Width of all segments in columns. */
export function segmentsWidth(segments: readonly Segment[]): number {
	return segments.reduce(
		(sum, segment) => sum + widthOf(typeof segment === 'string' ? segment : segment[1]),
		0,
	);
}

/** The first parts that fit entirely: a cut figure would be a wrong one. */
export function fitting(parts: readonly (readonly Segment[])[], width: number): Segment[] {
	let left = width;
	const many = parts.findIndex(part => {
		left -= segmentsWidth(part);
		return left < 0;
	});
	return (many === -1 ? parts : parts.slice(0, many)).flat();
}

/** Segments at both ends of a line. The right ones are left out if both do not fit. */
export function spreadLine(
	left: readonly Segment[],
	right: readonly Segment[],
	width: number,
	skin: Skin,
): string {
	const gap = width - segmentsWidth(left) - segmentsWidth(right);
	return gap < 1 ? line(left, width, skin) : line([...left, ' '.repeat(gap), ...right], width, skin);
}

/** A heading with a rule to its right: `── 2 Requests ─── last hour ──`. */
export function heading(
	title: readonly Segment[],
	aside: readonly Segment[],
	width: number,
	skin: Skin,
): string {
	const {rule} = skin.glyphs;
	const head: Segment[] = [['muted', rule], ' ', ...title, ' '];
	const tail: Segment[] = aside.length > 0 ? [' ', ...aside, ' ', ['muted', rule]] : [];
	const gap = width - segmentsWidth(head) - segmentsWidth(tail);
	if (gap < 1)
		return line([...head, ['muted', rule.repeat(Math.max(0, width - segmentsWidth(head)))]], width, skin);
	return line([...head, ['muted', rule.repeat(gap)], ...tail], width, skin);
}

/** Pads a painted line with blanks; its escape sequences have no width. */
export function padPainted(painted: string, width: number): string {
	return painted + ' '.repeat(Math.max(0, width - widthOf(stripVTControlCharacters(painted))));
}
