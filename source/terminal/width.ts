import stringWidth from 'string-width';
import {graphemes} from './graphemes.ts';

/** ASCII and pgdeck's own marks, lines and blocks: one column each, without Unicode tables. */
const plain = /^[\x20-\x7e\u2500-\u259f…▲▼✓✗‹›·▸]*$/;

/** Characters that would break a line or have no width of their own become blanks. */
function flat(text: string): string {
	return text.replace(/[\t\n]/g, ' ');
}

/** The columns that a text takes on screen. */
export function widthOf(text: string): number {
	return plain.test(text) ? text.length : stringWidth(flat(text));
}

/** The longest prefix of at most `width` columns. */
function prefix(text: string, width: number): string {
	if (plain.test(text)) return text.slice(0, Math.max(0, width));
	let taken = '';
	let used = 0;
	for (const {segment} of graphemes.segment(text)) {
		const next = stringWidth(segment);
		if (used + next > width) break;
		taken += segment;
		used += next;
	}
	return taken;
}

/** The text if it fits, otherwise its beginning and the mark of a cut. */
export function truncate(text: string, width: number, mark = '…'): string {
	if (plain.test(text) && text.length <= width) return text;
	const line = flat(text);
	if (widthOf(line) <= width) return line;
	if (width <= 0) return '';
	return prefix(line, width - 1) + mark;
}

/** The text if it fits, otherwise its beginning and end around the mark of a cut. */
export function truncateMiddle(text: string, width: number, mark = '…'): string {
	const line = flat(text);
	if (widthOf(line) <= width) return line;
	if (width <= 2) return truncate(line, width, mark);
	// Names often differ at their end.
	const head = prefix(line, Math.floor((width - 1) / 2));
	return head + mark + suffix(line, width - 1 - widthOf(head));
}

/** The longest suffix of at most `width` columns. */
function suffix(text: string, width: number): string {
	if (plain.test(text)) return text.slice(text.length - width);
	let from = text.length;
	let used = 0;
	for (const {segment, index} of [...graphemes.segment(text)].toReversed()) {
		used += stringWidth(segment);
		if (used > width) break;
		from = index;
	}
	return text.slice(from);
}

/** Exactly `width` columns: cut with the mark, or padded. */
export function fitTo(text: string, width: number, align: 'left' | 'right' = 'left', mark = '…'): string {
	const cut = truncate(text, width, mark);
	const padding = ' '.repeat(Math.max(0, width - widthOf(cut)));
	return align === 'left' ? cut + padding : padding + cut;
}

/** Longer texts are cached with their lines, because every key draws them again. */
const longText = 4096;
const keptTexts = 16;
const kept = new Map<string, {readonly width: number; readonly lines: readonly string[]}>();

/**
Breaks a text into lines of at most `width` columns, at blanks if possible. It measures each character once, because a
line from a database may have a megabyte.
*/
export function wrap(text: string, width: number): string[] {
	if (width <= 0) return [];
	const known = text.length > longText ? kept.get(text) : undefined;
	if (known?.width === width) return [...known.lines];
	const lines = text
		.replaceAll('\t', '  ')
		.split('\n')
		.flatMap(paragraph => wrapLine(paragraph, width));
	if (text.length > longText) {
		const [oldest] = kept.keys();
		if (oldest !== undefined && kept.size >= keptTexts) kept.delete(oldest);
		kept.set(text, {width, lines});
	}
	return [...lines];
}

function wrapLine(line: string, width: number): string[] {
	const isPlain = plain.test(line);
	if (isPlain && line.length <= width) return [line];
	const lines: string[] = [];
	/** The start of the current line, and its last blank. */
	let start = 0;
	let blank = -1;
	let used = 0;
	let at = 0;
	const pieces = isPlain ? line : Array.from(graphemes.segment(line), ({segment}) => segment);
	for (const piece of pieces) {
		const columns = isPlain ? 1 : widthOf(piece);
		if (used === 0 && at > 0 && piece === ' ') {
			// The blanks at a break are dropped.
			start = at + piece.length;
		} else {
			if (used + columns > width && at > start) {
				const isAtBlank = blank - start > width / 3;
				const cut = isAtBlank ? blank : at;
				lines.push(line.slice(start, cut));
				start = isAtBlank ? cut + 1 : at;
				used = widthOf(line.slice(start, at));
				blank = -1;
			}
			if (piece === ' ') blank = at;
			used += columns;
		}
		at += piece.length;
	}
	lines.push(line.slice(start));
	return lines;
}
