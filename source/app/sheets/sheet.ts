import {heading, line, type Skin} from '../../components/skin.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {CommandContext} from '../command.ts';
import {askLines, menuLines, paletteLines, sortLines, undoLines, whyHeight} from './choices.ts';
import {helpSheet} from './help.ts';
import {measureHeight, measureLines} from './measure.ts';
import {planSheet} from './plan.ts';
import {runSheet} from './run.ts';
import type {Scrolled} from './scrolled.ts';

/** Height of a sheet within a body of that height; the pane keeps the rest and stays live. */
export function sheetHeight({ui, list}: Pick<CommandContext, 'ui' | 'list'>, body: number): number {
	const {sheet} = ui;
	const most = Math.max(4, body - 4);
	switch (sheet?.kind) {
		case undefined:
			return 0;
		case 'help':
			return body;
		case 'filter':
			return 1;
		case 'planning':
		case 'acknowledge':
			return 2;
		case 'measure':
			return Math.min(most, measureHeight);
		case 'ask':
			return 5;
		case 'palette':
			return Math.min(most, 12);
		case 'menu':
			return Math.min(most, sheet.items.length + 1 + whyHeight(sheet.items));
		case 'undo':
			return Math.min(most, sheet.stories.length + 1);
		case 'sort':
			return Math.min(most, (list?.model.columns.length ?? 8) + 1);
		case 'plan':
			return Math.min(most, Math.max(12, Math.floor(body * 0.7)));
		case 'run':
			// Room for blockers and errors that appear during the run.
			return Math.min(most, Math.max(8, (ui.run?.units.length ?? 0) + 6));
	}
}

/** The lines of a sheet, and its last scroll offset. */
export function sheetLines(context: CommandContext, height: number, width: number, skin: Skin): Scrolled {
	const {sheet, run} = context.ui;
	switch (sheet?.kind) {
		case 'help':
			return helpSheet(context, sheet.offset, height, width, skin);
		case 'plan':
			return planSheet(sheet, height, width, skin);
		case 'run':
			return run
				? runSheet(run, sheet.offset, height, width, context.now, skin)
				: {lines: [line(['  ', ['muted', 'starting']], width, skin)], end: 0};
		default:
			return {lines: stillLines(context, height, width, skin), end: 0};
	}
}

function stillLines(context: CommandContext, height: number, width: number, skin: Skin): string[] {
	const {ui, list} = context;
	const {sheet} = ui;
	switch (sheet?.kind) {
		case 'filter':
			return [
				line(
					[
						['accent', ' / '],
						['strong', list?.state.filter ?? ''],
						['accent', '_'],
					],
					width,
					skin,
				),
			];
		case 'planning':
			return [
				heading([['title', sheet.title]], [], width, skin),
				line(['  ', ['muted', `making the plan${skin.glyphs.ellipsis}`]], width, skin),
			];
		case 'acknowledge':
			return [
				heading(
					[['title', `Acknowledge: ${oneLine(sheet.finding.title)}`]],
					[['muted', 'reason, such as: known, ticket 81 for 2d']],
					width,
					skin,
				),
				line(
					[
						['accent', ' > '],
						['strong', sheet.text],
						['accent', '_'],
					],
					width,
					skin,
				),
			];
		case 'measure':
			return measureLines(sheet, width, context.now, skin);
		case 'ask':
			return askLines(sheet, height, width, skin);
		case 'palette':
			return paletteLines(sheet, context, height, width, skin);
		case 'menu':
			return menuLines(sheet, height, width, skin);
		case 'undo':
			return undoLines(sheet, height, width, skin);
		case 'sort':
			return sortLines(sheet, context, height, width, skin);
		default:
			return [];
	}
}
