import {blockers} from '../../actions/plan.ts';
import {makePlan, runPlanned} from '../acting.ts';
import type {Command, CommandContext} from '../command.ts';
import {info, problem} from '../messages.ts';
import type {MenuItem, Sheet} from '../state.ts';

/** An Enter so soon after a plan has opened was meant for the menu before it. */
const settleMs = 400;

function close({dispatch}: CommandContext): void {
	dispatch({type: 'sheet', sheet: undefined});
}

function change({ui, dispatch}: CommandContext, make: (sheet: Sheet) => Sheet): void {
	if (ui.sheet) dispatch({type: 'sheet', sheet: make(ui.sheet)});
}

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

function scroll(context: CommandContext, by: number): void {
	change(context, sheet => ('offset' in sheet ? {...sheet, offset: Math.max(0, sheet.offset + by)} : sheet));
}

function choose(context: CommandContext): void {
	const {ui, list, services, dispatch} = context;
	const {sheet} = ui;
	switch (sheet?.kind) {
		case 'menu': {
			const item: MenuItem | undefined = sheet.items[sheet.cursor];
			if (!item) return;
			if (item.disabled !== undefined) return dispatch(problem(item.disabled));
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

function confirmPlan(context: CommandContext): void {
	const {ui, now, services, dispatch} = context;
	const {sheet} = ui;
	if (sheet?.kind !== 'plan' || now - sheet.openedAt < settleMs) return;
	if (sheet.focus === 'cancel') {
		services.decline(sheet.plan);
		close(context);
		return dispatch(info('not run: nothing was changed'));
	}
	const [blocker] = blockers(sheet.plan);
	if (blocker) return dispatch(problem(`Not run: ${blocker.detail}`));
	if (sheet.plan.typedWord !== undefined && sheet.typed !== sheet.plan.typedWord) {
		return dispatch(problem(`Type the word ${sheet.plan.typedWord} to confirm.`));
	}
	runPlanned(context, sheet.plan, sheet.typed === '' ? undefined : sheet.typed);
}

/** Keys of what lies over a pane. */
export const dialogCommands: readonly Command[] = [
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
		title: 'a page down',
		scope: 'help',
		run: context => scroll(context, 15),
	},
	{
		id: 'help.page-up',
		keys: ['pageup'],
		title: 'a page up',
		scope: 'help',
		run: context => scroll(context, -15),
	},
	{
		id: 'help.close',
		keys: ['escape', 'q', '?', 'h'],
		title: 'close',
		scope: 'help',
		hint: [1, 'Esc close'],
		run: close,
	},
	{
		id: 'plan.down',
		keys: ['down', 'pagedown'],
		title: 'down',
		scope: 'plan',
		run: (context, press) => scroll(context, press === 'down' ? 1 : 8),
	},
	{
		id: 'plan.up',
		keys: ['up', 'pageup'],
		title: 'up',
		scope: 'plan',
		run: (context, press) => scroll(context, press === 'up' ? -1 : -8),
	},
	{
		id: 'plan.focus',
		keys: ['tab', 'shift+tab', 'left', 'right'],
		title: 'between Cancel and Run',
		scope: 'plan',
		hint: [1, 'Tab to Run'],
		run: context =>
			change(context, sheet =>
				sheet.kind === 'plan' ? {...sheet, focus: sheet.focus === 'cancel' ? 'run' : 'cancel'} : sheet,
			),
	},
	{
		id: 'plan.confirm',
		keys: ['enter'],
		title: 'do what is marked: Cancel at first',
		scope: 'plan',
		hint: [2, 'Enter confirms'],
		dangerous: true,
		run: confirmPlan,
	},
	{
		id: 'plan.close',
		keys: ['escape'],
		title: 'do not run it',
		scope: 'plan',
		hint: [3, 'Esc cancel'],
		run(context) {
			const {ui, services, dispatch} = context;
			if (ui.sheet?.kind === 'plan') {
				services.decline(ui.sheet.plan);
				dispatch(info('not run: nothing was changed'));
			}
			close(context);
		},
	},
	{
		id: 'run.down',
		keys: ['j', 'down', 'pagedown'],
		title: 'down',
		scope: 'run',
		run: context => scroll(context, 1),
	},
	{id: 'run.up', keys: ['k', 'up', 'pageup'], title: 'up', scope: 'run', run: context => scroll(context, -1)},
	{
		id: 'run.cancel',
		keys: ['c'],
		title: 'have the server cancel the statement, and leave the rest undone',
		scope: 'run',
		hint: [1, 'c cancel the run'],
		disabled: ({ui}) => (ui.run?.status === 'running' ? undefined : 'Nothing is running any more.'),
		run({services, dispatch}) {
			services.cancelRun();
			dispatch(info('asked the server to cancel'));
		},
	},
	{
		id: 'run.close',
		keys: ['escape', 'q', 'enter'],
		title: 'close; a run goes on without it',
		scope: 'run',
		hint: [2, 'Esc close'],
		run: close,
	},
];
