import type {CommandContext} from '../command.ts';
import type {Sheet} from '../sheet.ts';

export function close({dispatch}: CommandContext): void {
	dispatch({type: 'sheet', sheet: undefined});
}

export function change({ui, dispatch}: CommandContext, make: (sheet: Sheet) => Sheet): void {
	if (ui.sheet) dispatch({type: 'sheet', sheet: make(ui.sheet)});
}

export function scroll(context: CommandContext, by: number): void {
	const end = context.sheetEnd;
	change(context, sheet =>
		'offset' in sheet
			? {...sheet, offset: Math.min(end, Math.max(0, Math.min(end, sheet.offset) + by))}
			: sheet,
	);
}
