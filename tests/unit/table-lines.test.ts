import {describe, expect, it} from 'vitest';
import type {Skin} from '../../source/components/skin.ts';
import {emptyTableState, type TableModel, type TableState} from '../../source/components/table/model.ts';
import {tableLines, tableStatus} from '../../source/components/table/table-lines.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {widthOf} from '../../source/terminal/width.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {plainTheme, systemTheme} from '../../source/theme/tokens.ts';
import {randomTexts} from './random-text.ts';

type Row = {id: string; name: string; size: number; bad?: boolean};

const modelOf = (rows: readonly Row[]): TableModel<Row> => ({
	columns: [
		{
			id: 'name',
			title: 'name',
			width: 8,
			flexible: true,
			text: row => row.name,
			order: row => row.name,
			tone: row => (row.bad ? 'bad' : undefined),
		},
		{
			id: 'size',
			title: 'size',
			width: 6,
			align: 'right',
			text: row => `${row.size} B`,
			order: row => row.size,
		},
		{id: 'note', title: 'note', width: 8, text: () => 'x', order: () => null},
	],
	rows,
	id: ({id}) => id,
	name: ({name}) => name,
	search: ({name}) => name,
	defaultSort: {column: 'name', descending: false},
	empty: 'There is nothing yet.',
});

const rows = [
	{id: '1', name: 'alpha', size: 1},
	{id: '2', name: 'beta', size: 22},
	{id: '3', name: 'gamma', size: 333},
];
const plain: Skin = {theme: plainTheme, glyphs: unicodeGlyphs};
const now = new Date(0);
const state = (change: Partial<TableState> = {}): TableState => ({...emptyTableState, ...change});
const draw = (change: Partial<TableState> = {}, width = 40, height = 6, model = modelOf(rows)) =>
	tableLines(model, state(change), {width, height}, now, plain);

describe('tableLines', () => {
	it('cuts names in the middle if the column requests it', () => {
		const model = modelOf([{id: '1', name: 'orders_customer_id_idx', size: 1}]);
		const [name, ...others] = model.columns;
		const cut = {
			...model,
			columns: [{...(name as NonNullable<typeof name>), cut: 'middle' as const}, ...others],
		};
		expect(draw({}, 30, 6, model)[1]).toContain('orders_cu… ');
		expect(draw({}, 30, 6, cut)[1]).toContain('orde…d_idx ');
	});

	it('draws titles, cursor, marks and sort order', () => {
		const lines = draw({cursor: {id: '2', index: 1}, marks: new Set(['3'])}, 30);
		expect(lines).toMatchInlineSnapshot(`
			[
			  "   name▲        size note    ",
			  "   alpha         1 B x",
			  ">  beta         22 B x",
			  " * gamma       333 B x",
			]
		`);
	});

	it('marks columns to either side', () => {
		expect(draw({}, 20)[0]).toMatch(/›$/);
		expect(draw({shift: 1}, 20)[0]).toMatch(/^ {2}‹name/);
	});

	it('reverses the sort mark with the order', () => {
		expect(draw({sort: {column: 'size', descending: true}})[0]).toContain('size▼');
	});

	it('shows only rows that fit, including the cursor', () => {
		const lines = draw({cursor: {id: '3', index: 2}}, 40, 3);
		expect(lines).toHaveLength(3);
		expect(lines.join()).not.toContain('alpha');
		expect(lines[2]).toContain('> ');
	});

	it('keeps the position of a row that no longer exists, and says so', () => {
		const lines = draw({cursor: {id: '9', index: 1}});
		expect(lines[2]).toBe('>  (no longer exists)');
		expect(lines).toHaveLength(5);
	});

	it('gives the reason if there are no rows', () => {
		expect(draw({}, 40, 6, modelOf([]))[1]).toContain('There is nothing yet.');
		const filtered = draw({filter: 'zzz'}, 80);
		expect(filtered).toHaveLength(2);
		expect(filtered[1]).toContain('None of 3 rows matches "zzz". Esc clears the filter.');
	});

	it('marks the cursor with a glyph, not with color alone', () => {
		const colored = tableLines(
			modelOf(rows),
			state({cursor: {id: '2', index: 1}}),
			{width: 40, height: 6},
			now,
			{theme: systemTheme, glyphs: asciiGlyphs},
		);
		expect(colored[2]).toContain('>');
		expect(colored[2]).toContain(systemTheme.paint('strong', 'beta').slice(0, 6));
	});

	it('uses the tone of the column', () => {
		const model = modelOf([{id: '1', name: 'ill', size: 1, bad: true}]);
		const skin = {theme: systemTheme, glyphs: unicodeGlyphs};
		const [, line] = tableLines(model, state(), {width: 40, height: 3}, now, skin);
		expect(line).toContain(systemTheme.paint('bad', 'ill').slice(0, 8));
	});

	it('leaves no trailing blanks', () => {
		for (const line of draw().slice(1)) expect(line).toBe(line.trimEnd());
	});

	it('keeps one line a row and its columns for any names', () => {
		const hostile = [...randomTexts(300, 5)].map((text, index) => ({
			id: String(index),
			name: sanitize(text),
			size: index,
		}));
		for (const width of [12, 20, 41, 80]) {
			const lines = draw({}, width, 301, modelOf(hostile));
			expect(lines).toHaveLength(301);
			for (const line of lines) {
				expect([line, widthOf(line) <= width]).toEqual([line, true]);
				expect(line).not.toMatch(/\p{Cc}/u);
			}
			// The second column ends at the same place on every line, or the table could not be read.
			if (width < 41) continue;
			for (const line of lines.slice(1))
				expect(widthOf(line.slice(0, line.lastIndexOf(' B') + 2))).toBe(width - 10);
		}
	});
});

describe('tableStatus', () => {
	const status = (change: Partial<TableState>) => tableStatus(modelOf(rows), state(change), 6, now);
	it.each([
		['where the cursor is', {cursor: {id: '2', index: 1}}, '2 of 3'],
		['the first, before it was moved', {}, '1 of 3'],
		['the filter', {filter: 'a', cursor: {id: '2', index: 1}}, '2 of 3  3 of 3 match "a"'],
		['a filter that nothing passes', {filter: 'zz'}, '0 of 3 match "zz"'],
		['marks', {marks: new Set(['1', '2'])}, '1 of 3  2 marked'],
		['that the order is held', {held: {ids: ['1', '2', '3'], until: 1}}, '1 of 3  order held'],
		['a selected row that is gone', {cursor: {id: '9', index: 3}}, 'row no longer exists, 3 rows'],
	])('shows %s', (_what, change, text) => {
		expect(status(change as Partial<TableState>)).toBe(text);
	});
});
