import type {Command, CommandContext} from '../command.ts';

/** Keys of the program. */
export const globalCommands: readonly Command[] = [
	{
		id: 'help',
		keys: ['?', 'h'],
		title: 'help',
		scope: 'global',
		palette: 'help',
		hint: [1, '? help'],
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'help', offset: 0}}),
	},
	{
		id: 'palette',
		keys: [':'],
		title: 'run a command by name',
		scope: 'global',
		hint: [2, ': commands'],
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'palette', text: '', cursor: 0}}),
	},
	{
		id: 'escape',
		keys: ['escape'],
		title: 'back: close, clear marks, clear filter, present, overview',
		scope: 'global',
		hint: [
			3,
			({ui, live}) => (ui.detail ? 'Esc back' : live.past?.agoMs === undefined ? '' : 'Esc to the present'),
		],
		run: climb,
	},
	{
		id: 'quit',
		keys: ['q'],
		title: 'close the row, or quit',
		scope: 'global',
		palette: 'quit',
		hint: [9, ({ui}) => (ui.detail ? '' : 'q quit')],
		run: context => (context.ui.detail ? climb(context) : askToQuit(context)),
	},
	{
		id: 'quit.small',
		keys: ['q'],
		title: 'quit; no other key works',
		scope: 'small',
		run: askToQuit,
	},
	{
		id: 'quit.now',
		keys: ['ctrl+c'],
		title: 'quit',
		scope: 'always',
		run: context => askToQuit(context),
	},
	{
		id: 'repaint',
		keys: ['ctrl+l'],
		title: 'redraw the screen',
		scope: 'always',
		run: ({services}) => services.repaint(),
	},
	{
		id: 'suspend',
		keys: ['ctrl+z'],
		title: 'suspend; fg resumes',
		scope: 'always',
		run: ({services}) => services.suspend(),
	},
];

/** Asks once while an action runs: its statement continues without the console. */
function askToQuit({ui, now, services, dispatch}: CommandContext): void {
	if (ui.run?.status !== 'running' || (ui.quitUntil !== undefined && now < ui.quitUntil)) {
		services.quit();
		return;
	}
	const until = now + 3000;
	dispatch({type: 'quit-asked', until});
	dispatch({
		type: 'toast',
		toast: {
			text: 'An action is running. Quit again to leave it: the server may continue the statement.',
			tone: 'error',
			until,
		},
	});
}

/**
One step back: closes the message, then the row, clears the marks, then the filter, returns to the present, then to the
overview. Esc never quits and never confirms. Sheets have an Esc of their own.
*/
export function climb({ui, live, list, services, dispatch}: CommandContext): void {
	if (ui.toast) return dispatch({type: 'toast', toast: undefined});
	if (ui.detail) return dispatch({type: 'close-detail'});
	if (list && list.state.marks.size > 0)
		return dispatch({type: 'list', id: list.id, change: {marks: new Set()}});
	if (list && list.state.filter !== '') {
		return dispatch({type: 'list', id: list.id, change: {filter: '', held: undefined}});
	}
	if (live.past?.agoMs !== undefined) {
		services.travel('last');
		return;
	}
	if (ui.pane !== 'overview') dispatch({type: 'go', pane: 'overview'});
}
