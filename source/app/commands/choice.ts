import type {Command, CommandContext} from '../command.ts';
import {makePlan} from '../plans.ts';
import {problem} from '../reduce.ts';
import type {MenuItem} from '../sheet.ts';
import {change, close, scroll} from './sheet.ts';

const length = (context: CommandContext): number => {
	const {sheet} = context.ui;
	if (sheet?.kind === 'menu') return sheet.items.length;
	if (sheet?.kind === 'undo') return sheet.stories.length;
	if (sheet?.kind === 'sort') return context.list?.model.columns.length ?? 0;
	return 0;
};

function step(context: CommandContext, by: number): void {
	const last = Math.max(0, length(context) - 1);
	change(context, sheet =>
		'cursor' in sheet ? {...sheet, cursor: Math.min(last, Math.max(0, sheet.cursor + by))} : sheet,
	);
}

function choose(context: CommandContext): void {
	const {ui, list, services, dispatch} = context;
	const {sheet} = ui;
	switch (sheet?.kind) {
		case 'menu': {
			const item: MenuItem | undefined = sheet.items[sheet.cursor];
			if (!item) return;
			if (item.disabled !== undefined) return dispatch(problem(item.disabled));
			if ('ask' in item.choose) {
				return dispatch({type: 'sheet', sheet: {kind: 'ask', ask: item.choose.ask}});
			}
			if ('open' in item.choose) {
				return dispatch({type: 'sheet', sheet: {kind: 'undo', stories: services.undoable(), cursor: 0}});
			}
			return makePlan(context, item.choose.request, item.title);
		}
		case 'undo': {
			const story = sheet.stories[sheet.cursor];
			if (story) makePlan(context, {action: 'undo-drop', id: story.id}, story.begun.title);
			return;
		}
		case 'sort': {
			const column = list?.model.columns[sheet.cursor];
			if (list && column) {
				const sort = {column: column.id, descending: column.descendingFirst === true};
				dispatch({type: 'list', id: list.id, change: {sort, held: undefined}});
			}
			return close(context);
		}
		default:
			return;
	}
}

/** Keys of menus and of the help. */
export const choiceCommands: readonly Command[] = [
	{
		id: 'choice.down',
		keys: ['j', 'down', 'tab'],
		title: 'next',
		scope: 'choice',
		run: context => step(context, 1),
	},
	{
		id: 'choice.up',
		keys: ['k', 'up', 'shift+tab'],
		title: 'previous',
		scope: 'choice',
		run: context => step(context, -1),
	},
	{
		id: 'choice.take',
		keys: ['enter'],
		title: 'choose',
		scope: 'choice',
		hint: [1, 'Enter choose'],
		run: choose,
	},
	{
		id: 'choice.close',
		keys: ['escape', 'q'],
		title: 'close',
		scope: 'choice',
		hint: [2, 'Esc close'],
		run: close,
	},
	{id: 'help.down', keys: ['j', 'down'], title: 'down', scope: 'help', run: context => scroll(context, 1)},
	{id: 'help.up', keys: ['k', 'up'], title: 'up', scope: 'help', run: context => scroll(context, -1)},
	{
		id: 'help.page-down',
		keys: ['pagedown', 'space'],
		title: 'page down',
		scope: 'help',
		hint: [1, 'PgDn more'],
		run: context => scroll(context, 15),
	},
	{
		id: 'help.page-up',
		keys: ['pageup'],
		title: 'page up',
		scope: 'help',
		run: context => scroll(context, -15),
	},
	{
		id: 'help.close',
		keys: ['escape', 'q', '?', 'h'],
		title: 'close',
		scope: 'help',
		hint: [2, 'Esc close'],
		run: close,
	},
];
