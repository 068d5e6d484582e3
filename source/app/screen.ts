import {line, type Skin} from '../components/skin.ts';
import type {Beside} from '../panes/pane.ts';
import {isStale, type Live} from '../sampler/engine/live.ts';
import {wrap} from '../terminal/width.ts';
import {faded} from '../theme/tokens.ts';
import type {CommandContext} from './command.ts';
import {commandsOffered} from './command-table.ts';
import {keysLine, statusHeight, statusLines} from './footer.ts';
import {headerLine, tabsLine} from './header.ts';
import type {UiAction} from './reduce.ts';
import type {Services} from './services.ts';
import {sheetHeight, sheetLines} from './sheets/sheet.ts';
import type {UiState} from './state.ts';
import {bodyInput, bodyView} from './view.ts';

export type Size = {readonly columns: number; readonly rows: number};

export const smallest: Size = {columns: 80, rows: 20};

type ScreenInput = {
	readonly live: Live;
	readonly ui: UiState;
	readonly beside: Beside;
	readonly size: Size;
	readonly skin: Skin;
	readonly readOnly: boolean;
	readonly now: number;
	readonly services: Services;
	dispatch(action: UiAction): void;
};

/** Height of the header and of the footer. */
const edges = 2;

/** The screen as lines, and the context of the keys: a pure function of its input. */
export function screen(input: ScreenInput): {lines: string[]; context: CommandContext} {
	const {live, ui, beside, size, skin, readOnly, now, services, dispatch} = input;
	const width = size.columns;
	const small = size.columns < smallest.columns || size.rows < smallest.rows;
	const status = statusHeight(input, width, skin);
	const bodyHeight = Math.max(1, size.rows - 2 * edges - (status - 1));
	// The sort sheet is as high as the table has columns, which any height tells.
	const bodySkin = isStale(live) ? {...skin, theme: faded(skin.theme)} : skin;
	const pane = bodyInput({live, ui, beside});
	const outline = bodyView(pane, {width, height: bodyHeight}, bodySkin);
	const sheet = sheetHeight({ui, list: outline.list}, bodyHeight);
	const paneHeight = bodyHeight - sheet;
	const body = sheet === 0 ? outline : bodyView(pane, {width, height: Math.max(3, paneHeight)}, bodySkin);
	const list = body.list ?? outline.list;
	const withoutSheet: CommandContext = {
		ui,
		live,
		readOnly,
		now,
		tooSmall: small,
		list,
		offered: commandsOffered({ui, list, tooSmall: false}),
		detail: body.detail,
		sheetEnd: 0,
		dispatch,
		services,
	};
	const drawn = sheetLines(withoutSheet, sheet, width, skin);
	const context = {...withoutSheet, sheetEnd: drawn.end};
	if (small) return {lines: tooSmall(size, ui, skin), context};
	const lines = [
		headerLine(live, readOnly, width, skin),
		tabsLine(ui.pane, live.snapshot.sections, width, skin),
		...pad(body.lines, paneHeight),
		...pad(drawn.lines, sheet),
		...statusLines(context, width, skin),
		keysLine(context, width, skin),
	];
	return {lines, context};
}

function pad(lines: readonly string[], height: number): string[] {
	return Array.from({length: Math.max(0, height)}, (_unused, index) => lines[index] ?? '');
}

/** Includes the message: quitting may ask for confirmation. */
function tooSmall(size: Size, {toast, run}: UiState, skin: Skin): string[] {
	const text = [
		toast?.text ?? '',
		`pgdeck needs ${smallest.columns}x${smallest.rows}, this is ${size.columns}x${size.rows}.`,
		'Make the window larger, or press q to quit.',
		run?.status === 'running' ? `running: ${run.plan.title}` : '',
	].filter(Boolean);
	const shown = text.flatMap(part => wrap(part, Math.max(1, size.columns)));
	return pad(
		shown.slice(0, size.rows).map(part => line([part], size.columns, skin)),
		size.rows,
	);
}
