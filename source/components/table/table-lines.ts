import {plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {fitTo, truncateMiddle} from '../../terminal/width.ts';
import {line, type Segment, type Skin} from '../skin.ts';
import {arrange} from './arrange.ts';
import {placeColumns} from './columns.ts';
import type {TableModel, TableState} from './model.ts';
import {tableWindow} from './window.ts';

/** Width of cursor, mark and blank before each row. */
const gutter = 3;

/** Width for the columns: the mark for more columns comes after them. */
export function columnsWidth(width: number): number {
	return width - gutter - 1;
}

/**
A live table as screen lines: a heading with the sort mark, and the rows that fit. Cells are cut and padded to known
widths here, one line a row.
*/
export function tableLines<Row>(
	model: TableModel<Row>,
	state: TableState,
	size: {width: number; height: number},
	now: Date,
	skin: Skin,
	focused = true,
): string[] {
	const {glyphs} = skin;
	const arranged = arrange(model, state, now.getTime());
	const height = Math.max(0, size.height - 1);
	const window = tableWindow(arranged, state, height);
	const {columns, more} = placeColumns(model.columns, columnsWidth(size.width), state.shift);
	const context = {now, glyphs};

	const titles = columns.map(({column, width}, index): Segment => {
		const sorted = column.id === arranged.sort.column;
		const mark = sorted ? (arranged.sort.descending ? glyphs.sortDown : glyphs.sortUp) : '';
		const text = fitTo(column.title + mark, width, column.align, glyphs.ellipsis);
		return [sorted ? 'accent' : 'muted', index === 0 ? text : ` ${text}`];
	});
	const left = more.left ? glyphs.more.left : ' ';
	const right = more.right ? glyphs.more.right : '';
	const head = line(['  ', ['accent', left], ...titles, ['accent', right]], size.width, skin);

	if (arranged.total === 0)
		return [head, line([' '.repeat(gutter), ['muted', model.empty]], size.width, skin)];
	if (window.count === 0) {
		const text = `None of ${plural(arranged.total, 'row')} matches "${state.filter}". Esc clears the filter.`;
		return [head, line([' '.repeat(gutter), ['muted', text]], size.width, skin)];
	}

	const lines = window.rows.map((row, index) => {
		const selected = focused && window.offset + index === window.cursorIndex;
		const cursor: Segment = selected ? ['accent', glyphs.cursor] : ' ';
		if (row === undefined) return line([cursor, '  ', ['muted', '(no longer exists)']], size.width, skin);
		const marked = state.marks.has(model.id(row));
		const cells = columns.map(({column, width}, place): Segment => {
			const whole = oneLine(column.text(row, context));
			const cut = column.cut === 'middle' ? truncateMiddle(whole, width, glyphs.ellipsis) : whole;
			const text = fitTo(cut, width, column.align, glyphs.ellipsis);
			const tone = column.tone?.(row) ?? (selected ? 'strong' : 'plain');
			return [tone, place === 0 ? text : ` ${text}`];
		});
		return line([cursor, marked ? ['marked', glyphs.mark] : ' ', ' ', ...trimEnd(cells)], size.width, skin);
	});
	return [head, ...lines];
}

/** Removes trailing blanks, which would be sent for nothing. */
function trimEnd(cells: readonly Segment[]): Segment[] {
	const last = cells.at(-1);
	if (last === undefined || typeof last === 'string') return [...cells];
	return [...cells.slice(0, -1), [last[0], last[1].trimEnd()]];
}

/** The status of a table: position, filter, marks, and whether the order is held. */
export function tableStatus<Row>(
	model: TableModel<Row>,
	state: TableState,
	height: number,
	now: Date,
): string {
	const arranged = arrange(model, state, now.getTime());
	const window = tableWindow(arranged, state, Math.max(1, height - 1));
	const matching = arranged.rows.length;
	const parts = [
		window.ghost
			? `row no longer exists, ${plural(matching, 'row')}`
			: matching === 0
				? ''
				: `${window.cursorIndex + 1} of ${matching}`,
		state.filter === '' ? '' : `${matching} of ${arranged.total} match "${state.filter}"`,
		state.marks.size === 0 ? '' : `${state.marks.size} marked`,
		arranged.held ? 'order held' : '',
	];
	return parts.filter(Boolean).join('  ');
}
