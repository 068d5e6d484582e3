import {minutesOf, type WaitWindow, waitRange} from '../../panes/waits/table.ts';
import type {Command, CommandContext} from '../command.ts';
import {viewOf} from '../state.ts';

/** Half a window back or forward, within the samples kept. */
function pan({ui, live, dispatch}: CommandContext, direction: 1 | -1): void {
	const window = viewOf(ui).id as WaitWindow;
	const first = live.waits?.[0];
	const {to} = waitRange(live, window, 0);
	const most = first ? Math.max(0, to.getTime() - first.at.getTime()) : 0;
	const step = (minutesOf(window) * 60_000) / 2;
	const backMs = Math.min(most, Math.max(0, ui.waitsBackMs + direction * step));
	dispatch({type: 'waits-back', backMs});
}

/** Keys of the waits pane. */
export const waitCommands: readonly Command[] = [
	{
		id: 'waits.back',
		keys: ['left'],
		title: 'half a window back in time',
		scope: 'waits',
		hint: [5.5, 'Left back in time'],
		run: context => pan(context, 1),
	},
	{
		id: 'waits.forward',
		keys: ['right'],
		title: 'half a window forward in time',
		scope: 'waits',
		run: context => pan(context, -1),
	},
];
