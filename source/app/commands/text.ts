import type {Request} from '../../actions/table.ts';
import {UserError} from '../../postgres/errors.ts';
import type {Command, CommandContext} from '../command.ts';
import {paletteMatches} from '../palette.ts';
import {makePlan} from '../plans.ts';
import {problem} from '../reduce.ts';
import type {Ask} from '../sheet.ts';
import {takeAcknowledgement} from './finding.ts';

/** The text being typed. */
export function typedText({ui, list}: CommandContext): string {
	if (ui.sheet?.kind === 'palette' || ui.sheet?.kind === 'acknowledge') return ui.sheet.text;
	if (ui.sheet?.kind === 'ask') return ui.sheet.ask.text;
	return list?.state.filter ?? '';
}

export function setTypedText(context: CommandContext, text: string): void {
	const {ui, list, dispatch} = context;
	if (ui.sheet?.kind === 'palette') dispatch({type: 'sheet', sheet: {...ui.sheet, text, cursor: 0}});
	else if (ui.sheet?.kind === 'acknowledge') dispatch({type: 'sheet', sheet: {...ui.sheet, text}});
	else if (ui.sheet?.kind === 'ask') {
		dispatch({type: 'sheet', sheet: {...ui.sheet, ask: {...ui.sheet.ask, text}}});
	} else if (ui.sheet?.kind === 'filter' && list) {
		dispatch({
			type: 'list',
			id: list.id,
			change: {filter: text, held: undefined, cursor: undefined, offset: 0},
		});
	}
}

function choosePalette(context: CommandContext): void {
	const {ui, dispatch} = context;
	if (ui.sheet?.kind !== 'palette') return;
	const matches = paletteMatches(ui.sheet.text, context.offered);
	const command = matches[ui.sheet.cursor];
	if (!command)
		return dispatch(problem(`No command is called "${ui.sheet.text}". Clear it to see all commands.`));
	dispatch({type: 'sheet', sheet: undefined});
	const below = {...context, ui: {...ui, sheet: undefined}};
	const obstacle = command.disabled?.(below);
	if (obstacle !== undefined) return dispatch(problem(obstacle));
	command.run(below, '');
}

/** Text that can't be parsed stays in the field, to be corrected. */
function answer(context: CommandContext, {text, title, request}: Ask): void {
	let wanted: Request;
	try {
		wanted = request(text);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return context.dispatch(problem(error.message));
	}
	makePlan(context, wanted, title, context.ui.sheet);
}

function step(context: CommandContext, by: number): void {
	const {ui, dispatch} = context;
	if (ui.sheet?.kind !== 'palette') return;
	const last = Math.max(0, paletteMatches(ui.sheet.text, context.offered).length - 1);
	dispatch({type: 'sheet', sheet: {...ui.sheet, cursor: Math.min(last, Math.max(0, ui.sheet.cursor + by))}});
}

/** Keys of the filter and the palette; every other key is text. */
export const textCommands: readonly Command[] = [
	{
		id: 'text.take',
		keys: ['enter'],
		title: 'accept',
		scope: 'text',
		hint: [1, 'Enter accept'],
		run(context) {
			const {sheet} = context.ui;
			if (sheet?.kind === 'palette') choosePalette(context);
			else if (sheet?.kind === 'acknowledge') takeAcknowledgement(sheet, context);
			else if (sheet?.kind === 'ask') answer(context, sheet.ask);
			else context.dispatch({type: 'sheet', sheet: undefined});
		},
	},
	{
		id: 'text.close',
		keys: ['escape'],
		title: 'close and restore the filter',
		scope: 'text',
		hint: [2, 'Esc close'],
		run(context) {
			const {ui, dispatch} = context;
			if (ui.sheet?.kind === 'filter') setTypedText(context, ui.sheet.before);
			dispatch({type: 'sheet', sheet: undefined});
		},
	},
	{
		id: 'text.erase',
		keys: ['backspace', 'delete'],
		title: 'erase a character',
		scope: 'text',
		run: context => setTypedText(context, [...typedText(context)].slice(0, -1).join('')),
	},
	{
		id: 'text.erase-all',
		keys: ['ctrl+u'],
		title: 'erase all',
		scope: 'text',
		run: context => setTypedText(context, ''),
	},
	{
		id: 'text.down',
		keys: ['down', 'tab'],
		title: 'next command',
		scope: 'text',
		run: context => step(context, 1),
	},
	{
		id: 'text.up',
		keys: ['up', 'shift+tab'],
		title: 'previous command',
		scope: 'text',
		run: context => step(context, -1),
	},
];
