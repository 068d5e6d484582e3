import type {Command, CommandContext} from '../command.ts';

/** Keys of the program itself. */
export const globalCommands: readonly Command[] = [
	{
		id: 'help',
		keys: ['?', 'h'],
		title: 'this help',
		scope: 'global',
		palette: 'help',
		hint: [1, '? help'],
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'help', offset: 0}}),
	},
	{
		id: 'palette',
		keys: [':'],
		title: 'go anywhere, do anything by name',
		scope: 'global',
		hint: [2, ': commands'],
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'palette', text: '', cursor: 0}}),
	},
	{
		id: 'escape',
		keys: ['escape'],
		title: 'up: close, clear the marks, clear the filter, back to the present, back to the overview',
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
		title: 'close what is open, else quit',
		scope: 'global',
		palette: 'quit',
		hint: [9, ({ui}) => (ui.detail ? '' : 'q quit')],
		run: context => (context.ui.detail ? climb(context) : askToQuit(context)),
	},
	{
		id: 'quit.small',
		keys: ['q'],
		title: 'quit; no other key is heard',
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
		title: 'paint the screen anew',
		scope: 'always',
		run: ({services}) => services.repaint(),
	},
	{
		id: 'suspend',
		keys: ['ctrl+z'],
		title: 'suspend; fg comes back',
		scope: 'always',
		run: ({services}) => services.suspend(),
	},
];

/** With something running it asks once: the statement goes on without the console. */
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
			text: 'An action is running. Quit again to leave it: the server may go on with the statement.',
			tone: 'error',
			until,
		},
	});
}

/**
The ladder of Esc, one rung at a time: the message, what is opened, the marks, the filter, from the past to the present, and then
up to the overview.
It never quits, and it never confirms. Sheets close before it comes to this.
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
