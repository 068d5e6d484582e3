import stringWidth from 'string-width';
import {graphemes} from './graphemes.ts';

/** ASCII and our own marks, lines and blocks: one column each, known without a look at Unicode's tables. */
const plain = /^[\x20-\x7e\u2500-\u259f…▲▼✓✗‹›·▸]*$/;

/** A line of the screen is one line: what breaks it or has no width of its own is a blank there. */
function flat(text: string): string {
	return text.replace(/[\t\n]/g, ' ');
}

/** Columns that the text takes on screen. */
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

/** The text in one line: itself where it fits, else its beginning and the mark that says it was cut. */
export function truncate(text: string, width: number, mark = '…'): string {
	if (plain.test(text) && text.length <= width) return text;
	const line = flat(text);
	if (widthOf(line) <= width) return line;
	if (width <= 0) return '';
	return prefix(line, width - 1) + mark;
}

/** The text in one line: itself where it fits, else its beginning and end around the mark. */
export function truncateMiddle(text: string, width: number, mark = '…'): string {
	const line = flat(text);
	if (widthOf(line) <= width) return line;
	if (width <= 2) return truncate(line, width, mark);
	// The end is the part that tells names apart.
	const head = prefix(line, Math.floor((width - 1) / 2));
	return head + mark + suffix(line, width - 1 - widthOf(head));
}

/** The longest end of at most `width` columns. */
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

/** Texts longer than this are kept with their lines: the same ones are drawn again at each key. */
const longText = 4096;
const keptTexts = 16;
const kept = new Map<string, {readonly width: number; readonly lines: readonly string[]}>();

/**
The text in lines of at most `width` columns, broken at blanks where there are some. Each character is measured once: a
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
	/** Where the current line begins, and the last blank in it. */
	let start = 0;
	let blank = -1;
	let used = 0;
	let at = 0;
	const pieces = isPlain ? line : Array.from(graphemes.segment(line), ({segment}) => segment);
	for (const piece of pieces) {
		const columns = isPlain ? 1 : widthOf(piece);
		if (used === 0 && at > 0 && piece === ' ') {
			// A line that was broken does not begin with the blanks that it was broken at.
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
