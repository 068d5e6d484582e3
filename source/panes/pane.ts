import type {Skin} from '../components/skin.ts';
import type {TableModel} from '../components/table/column.ts';
import type {TableState} from '../components/table/state.ts';
import {tableLines} from '../components/table/table-lines.ts';
import type {Live} from '../sampler/engine/live.ts';

/** What a pane draws from: data and the user's doing, never a connection. */
export type PaneView = {
	readonly live: Live;
	readonly table: TableState;
	readonly width: number;
	readonly height: number;
	readonly skin: Skin;
};

/** Screen lines, and how many rows of the table are among them. */
export type Drawn = {readonly lines: readonly string[]; readonly rows: number};

/** A pane of some lines with a table below them, which takes what is left. */
export function aboveTable<Row>(
	top: readonly string[],
	model: TableModel<Row> | undefined,
	view: PaneView,
): Drawn {
	const {live, table, width, height, skin} = view;
	const size = {width, height: height - top.length};
	if (!model || size.height < 2) return {lines: top.slice(0, height), rows: 0};
	return {lines: [...top, ...tableLines(model, table, size, live.now, skin)], rows: size.height - 1};
}
