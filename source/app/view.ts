import type {Skin} from '../components/skin.ts';
import {arrange} from '../components/table/arrange.ts';
import {placeColumns} from '../components/table/columns.ts';
import type {TableModel} from '../components/table/model.ts';
import {columnsWidth} from '../components/table/table-lines.ts';
import {tableWindow} from '../components/table/window.ts';
import type {ListId, PaneInput, PaneView} from '../panes/pane.ts';
import type {ListView} from './command.ts';
import {type UiState, viewOf} from './state.ts';

type BodyView = {
	readonly lines: readonly string[];
	readonly list: ListView | undefined;
	readonly detail: {readonly lines: number; readonly height: number} | undefined;
};

/** The content of a pane in a frame. The table is built once a frame, however often the pane is laid out. */
export type BodyInput = Omit<PaneInput, 'ui'> & {
	readonly ui: UiState;
	readonly model: TableModel<unknown> | undefined;
};

export function bodyInput(input: Omit<BodyInput, 'model'>): BodyInput {
	return {...input, model: viewOf(input.ui).table?.(input)};
}

/** The part of the screen between header and footer, and what the keys can act on. A pure function of its arguments. */
export function bodyView(input: BodyInput, size: {width: number; height: number}, skin: Skin): BodyView {
	const {ui} = input;
	const definition = viewOf(ui);
	const view: PaneView = {
		...input,
		table: ui.lists[definition.list],
		width: size.width,
		height: size.height,
		skin,
	};
	const drawn = definition.draw(view);
	const list = listView(definition.list, view, drawn.rows);
	if (!ui.detail || !list || !definition.detail) return {lines: drawn.lines, list, detail: undefined};

	const {id, offset} = ui.detail;
	const row = list.model.rows.find(item => list.model.id(item) === id);
	const lines =
		row === undefined
			? [`  ${skin.theme.paint('muted', 'This row no longer exists. Esc goes back.')}`]
			: definition.detail(row, view);
	const start = Math.min(offset, Math.max(0, lines.length - size.height));
	return {
		lines: lines.slice(start, start + size.height),
		list,
		detail: {lines: lines.length, height: size.height},
	};
}

function listView(id: ListId, {live, model, table, width}: PaneView, rows: number): ListView | undefined {
	if (!model || rows === 0) return undefined;
	const arranged = arrange(model, table, live.now.getTime());
	const {maxShift} = placeColumns(model.columns, columnsWidth(width), table.shift);
	return {
		id,
		model,
		state: table,
		arranged,
		window: tableWindow(arranged, table, rows),
		height: rows,
		maxShift,
	};
}
