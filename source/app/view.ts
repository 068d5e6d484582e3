import type {Skin} from '../components/skin.ts';
import {arrange} from '../components/table/arrange.ts';
import type {TableModel} from '../components/table/column.ts';
import {placeColumns} from '../components/table/columns.ts';
import {emptyTableState} from '../components/table/state.ts';
import {columnsWidth} from '../components/table/table-lines.ts';
import {tableWindow} from '../components/table/window.ts';
import type {PaneView} from '../panes/pane.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {ListView} from './command.ts';
import {type Beside, modelOf, routes} from './routes.ts';
import {type ListId, listOf, type UiState} from './state.ts';

type Row = Record<string, unknown>;

type BodyView = {
	readonly lines: readonly string[];
	readonly list: ListView | undefined;
	readonly detail: {readonly lines: number; readonly height: number} | undefined;
};

/** The part of the screen between header and footer, and what the keys can act on. A pure function of its arguments. */
export function bodyView(
	live: Live,
	ui: UiState,
	beside: Beside,
	size: {width: number; height: number},
	skin: Skin,
): BodyView {
	const listId = listOf(ui);
	const state = listId ? ui.lists[listId] : emptyTableState;
	const view: PaneView = {live, table: state, width: size.width, height: size.height, skin};
	const route = routes[ui.pane];
	const drawn = route.draw(view, ui, beside);
	const list = listId ? listView(listId, modelOf(listId, live, beside, ui), view, drawn.rows) : undefined;
	if (!ui.detail || !list || !route.detail) return {lines: drawn.lines, list, detail: undefined};

	const {id, offset} = ui.detail;
	const row = list.model.rows.find(item => list.model.id(item) === id) as Row | undefined;
	const lines = row
		? route.detail(row as never, view, ui)
		: [`  ${skin.theme.paint('muted', 'This row is gone. Esc goes back.')}`];
	const start = Math.min(offset, Math.max(0, lines.length - size.height));
	return {
		lines: lines.slice(start, start + size.height),
		list,
		detail: {lines: lines.length, height: size.height},
	};
}

function listView(
	id: ListId,
	model: TableModel<unknown> | undefined,
	{live, table, width}: PaneView,
	rows: number,
): ListView | undefined {
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
