import {stripVTControlCharacters} from 'node:util';
import {renderToString, Text} from 'ink';
import {Table} from 'ink-table';
import {createElement} from 'react';
import {oneLine} from '../terminal/sanitise.ts';
import {truncate} from '../terminal/width.ts';

export type StillRow = Readonly<Record<string, string>>;

const widest = 60;

/**
A table for standard output. Its columns are the keys of the first row; long cells are cut with a mark.
@param whole columns that are never cut
@param notes sentences that stand whole below their row
*/
export function stillTable(
	rows: readonly StillRow[],
	whole: readonly string[] = [],
	notes: ReadonlyArray<string | undefined> = [],
): string {
	if (rows.length === 0) return '';
	const cells = rows.map(row =>
		Object.fromEntries(
			Object.entries(row).map(([key, text]) => [
				key,
				whole.includes(key) ? oneLine(text) : truncate(oneLine(text), widest),
			]),
		),
	);
	const header = ({children}: {children?: unknown}) => createElement(Text, {bold: true}, String(children));
	const cell = ({children}: {children?: unknown}) => createElement(Text, null, String(children));
	const skeleton = ({children}: {children?: unknown}) =>
		createElement(Text, {dimColor: true}, String(children));
	const table = createElement(Table as never, {data: cells, header, cell, skeleton} as never);
	// The first line of cells has the titles.
	let row = -2;
	return renderToString(table, {columns: 400})
		.split('\n')
		.flatMap(line => {
			const note = stripVTControlCharacters(line).startsWith('│') ? notes[++row] : undefined;
			return note === undefined ? [line] : [line, `    ${oneLine(note)}`];
		})
		.join('\n');
}

/** Name and value side by side, one a line. */
export function facts(pairs: ReadonlyArray<readonly [name: string, value: string]>): string {
	const width = Math.max(0, ...pairs.map(([name]) => name.length));
	return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${oneLine(value)}`).join('\n');
}

/** Draws rows as a table, as many as are wanted; `whole` are columns that are never cut. */
export type DrawTable = (rows: readonly StillRow[], whole?: readonly string[]) => string;
