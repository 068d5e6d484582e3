import {type PaneId, paneIds, paneTable} from '../../domain/snapshot/panes.ts';
import type {Command} from '../command.ts';
import {nextView} from '../state.ts';

const go = (pane: PaneId): Command => ({
	id: `pane.${pane}`,
	keys: paneTable[pane].keys,
	title: paneTable[pane].title,
	scope: 'global',
	palette: paneTable[pane].title.toLowerCase(),
	run: ({dispatch}) => dispatch({type: 'go', pane}),
});

/** Keys that lead from pane to pane, and through the views of one. */
export const paneCommands: readonly Command[] = [
	...paneIds.map(go),
	{
		id: 'view.next',
		keys: ['o'],
		title: 'next view of the pane',
		scope: 'views',
		palette: 'next view',
		hint: [5, ({ui}) => `o ${nextView(ui)?.label ?? ''}`],
		run({ui, dispatch}) {
			const view = nextView(ui);
			if (view) dispatch({type: 'view', pane: ui.pane, view: view.id});
		},
	},
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
