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

/** Exactly `width` columns: cut with the mark, or padded. */
export function fitTo(text: string, width: number, align: 'left' | 'right' = 'left', mark = '…'): string {
	const cut = truncate(text, width, mark);
	const padding = ' '.repeat(Math.max(0, width - widthOf(cut)));
	return align === 'left' ? cut + padding : padding + cut;
}

/** The text in lines of at most `width` columns, broken at blanks where there are some. */
export function wrap(text: string, width: number): string[] {
	if (width <= 0) return [];
	const lines: string[] = [];
	for (const paragraph of text.replaceAll('\t', '  ').split('\n')) {
		let rest = paragraph;
		while (widthOf(rest) > width) {
			const head = prefix(rest, width);
			if (head === '') break;
			const blank = head.lastIndexOf(' ');
			const cut = blank > width / 3 ? blank : head.length;
			lines.push(rest.slice(0, cut));
			rest = rest.slice(cut).trimStart();
		}
		lines.push(rest);
	}
	return lines;
}
