import {type PaneId, paneIds} from '../../domain/snapshot/pane-ids.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import type {Command} from '../command.ts';

const go = (pane: PaneId): Command => ({
	id: `pane.${pane}`,
	keys: paneTable[pane].keys,
	title: paneTable[pane].title,
	scope: 'global',
	palette: paneTable[pane].title.toLowerCase(),
	run: ({dispatch}) => dispatch({type: 'go', pane}),
});

/** Keys that lead from pane to pane. */
export const paneCommands: readonly Command[] = [
	...paneIds.map(go),
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
