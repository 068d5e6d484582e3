import type {Command} from '../command.ts';
import {paneTitles} from '../routes.ts';
import {type PaneId, paneIds} from '../state.ts';

const go = (key: string, pane: PaneId, more: readonly string[] = []): Command => ({
	id: `pane.${pane}`,
	keys: [key, ...more],
	title: paneTitles[pane],
	scope: 'global',
	palette: paneTitles[pane].toLowerCase(),
	run: ({dispatch}) => dispatch({type: 'go', pane}),
});

/** Keys that lead from pane to pane. */
export const paneCommands: readonly Command[] = [
	go('0', 'overview'),
	go('1', 'health'),
	go('2', 'requests'),
	go('3', 'tenants'),
	go('4', 'indexes'),
	go('5', 'tables'),
	go('6', 'migrations', ['m']),
	go('7', 'upkeep'),
	go('l', 'journal'),
	{
		id: 'pane.next',
		keys: ['tab', 'shift+tab'],
		title: 'next or previous pane',
		scope: 'global',
		run({ui, dispatch}, press) {
			const order: readonly PaneId[] = paneIds.filter(pane => pane !== 'journal');
			const step = press === 'tab' ? 1 : order.length - 1;
			const pane = order[(Math.max(0, order.indexOf(ui.pane)) + step) % order.length];
			if (pane) dispatch({type: 'go', pane});
		},
	},
	{
		id: 'pane.last',
		keys: ['`'],
		title: 'the pane before this one',
		scope: 'global',
		run: ({ui, dispatch}) => dispatch({type: 'go', pane: ui.lastPane}),
	},
];
