import {renderToString, Text} from 'ink';
import {Table} from 'ink-table';
import {createElement} from 'react';
import stringWidth from 'string-width';
import {oneLine} from '../../terminal/sanitize.ts';
import {truncate} from '../../terminal/width.ts';

export type StillRow = Readonly<Record<string, string>>;

/** Draws rows as a table, up to a limit; columns in `whole` are never cut. */
export type DrawTable = (rows: readonly StillRow[], whole?: readonly string[]) => string;

const widest = 60;

/**
A table for standard output with one rule below its header. Its columns are the keys of the first row; long cells are cut
with a mark.
@param whole columns that are never cut
@param notes sentences that follow their row uncut
*/
export function stillTable(
	rows: readonly StillRow[],
	whole: readonly string[] = [],
	notes: ReadonlyArray<string | undefined> = [],
): string {
	const names = Object.keys(rows[0] ?? {});
	if (names.length === 0) return '';
	const cellText = (name: string, text = '') =>
		whole.includes(name) ? oneLine(text) : truncate(oneLine(text), widest);
	const cells = rows.map(row => names.map(name => cellText(name, row[name])));
	const widths = names.map((name, at) =>
		cells.reduce((most, row) => Math.max(most, stringWidth(row[at] ?? '')), Math.max(1, stringWidth(name))),
	);
	const {titles, rule, line} = frameOf(names, widths);
	const lines = cells.flatMap((row, place) => {
		const text = line.replaceAll(/[\ue000-\uf8ff]+/g, mark => {
			const at = mark.charCodeAt(0) - firstMark;
			const cell = row[at] ?? '';
			return cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell));
		});
		const note = notes[place];
		return [withoutPadding(text), ...(note === undefined ? [] : [`    ${oneLine(note)}`])];
	});
	return [titles, rule, ...lines].join('\n');
}

const firstMark = 0xe000;

/**
The header, rule and line of a table, drawn once with marks in place of the cells. Drawing all of 40,000 rows with Ink
would take an hour.
*/
function frameOf(names: readonly string[], widths: readonly number[]) {
	const header = ({children}: {children?: unknown}) => createElement(Text, {bold: true}, String(children));
	const cell = ({children}: {children?: unknown}) => createElement(Text, null, String(children));
	const skeleton = ({children}: {children?: unknown}) =>
		createElement(Text, {dimColor: true}, String(children));
	const marks = Object.fromEntries(
		names.map((name, at) => [name, String.fromCharCode(firstMark + at).repeat(widths[at] ?? 1)]),
	);
	const table = createElement(Table as never, {data: [marks], header, cell, skeleton} as never);
	const columns = widths.reduce((sum, width) => sum + width + 3, 1);
	const [, titles = '', rule = '', line = ''] = renderToString(table, {columns})
		.split('\n')
		.map(withoutSides);
	return {titles: withoutPadding(titles), rule, line};
}

/** Removes the outer border, as psql does. */
function withoutSides(line: string): string {
	return line.replace(/[│├]/, '').replace(/[│┤](?!.*[│┤])/, '');
}

const paddingAtEnd = new RegExp(`(?: |${String.fromCharCode(27)}\\[[\\d;]*m)+$`);

/** Removes blanks at the end, also those before and between color codes. */
function withoutPadding(line: string): string {
	return line.replace(paddingAtEnd, tail => tail.replaceAll(' ', ''));
}

/** Name and value side by side, one a line. */
export function facts(pairs: ReadonlyArray<readonly [name: string, value: string]>): string {
	const width = Math.max(0, ...pairs.map(([name]) => name.length));
	return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${oneLine(value)}`).join('\n');
}
