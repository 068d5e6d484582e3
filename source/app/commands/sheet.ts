import type {CommandContext} from '../command.ts';
import type {Sheet} from '../state.ts';

export function close({dispatch}: CommandContext): void {
	dispatch({type: 'sheet', sheet: undefined});
}

export function change({ui, dispatch}: CommandContext, make: (sheet: Sheet) => Sheet): void {
	if (ui.sheet) dispatch({type: 'sheet', sheet: make(ui.sheet)});
}

export function scroll(context: CommandContext, by: number): void {
	change(context, sheet => ('offset' in sheet ? {...sheet, offset: Math.max(0, sheet.offset + by)} : sheet));
}
