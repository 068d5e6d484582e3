import {isIdlePane} from '../../domain/snapshot/availability.ts';
import {type PaneId, paneIds, paneTable} from '../../domain/snapshot/panes.ts';
import type {Command} from '../command.ts';
import {info} from '../reduce.ts';
import {nextView} from '../state.ts';

const title = (pane: PaneId) => paneTable[pane].title.toLowerCase();

const go = (pane: PaneId): Command => ({
	id: `pane.${pane}`,
	keys: paneTable[pane].keys,
	title: paneTable[pane].title,
	scope: 'global',
	// Chosen by name, it is shown also where the database has nothing for it.
	palette: title(pane),
	run({live, dispatch}, press) {
		const {sections} = live.snapshot;
		if (press === '' || !isIdlePane(pane, sections)) return dispatch({type: 'go', pane});
		const [first] = paneTable[pane].sections;
		const section = first && sections[first];
		const reason = section?.status === 'unsupported' ? section.reason : 'nothing here needs it';
		dispatch(info(`${paneTable[pane].title}: ${reason}. :${title(pane)} shows the pane.`));
	},
});

/** Keys of panes and of their views. */
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
		run({ui, live, dispatch}, press) {
			const order: readonly PaneId[] = paneIds.filter(
				pane => pane !== 'journal' && (pane === ui.pane || !isIdlePane(pane, live.snapshot.sections)),
			);
			const step = press === 'tab' ? 1 : order.length - 1;
			const pane = order[(Math.max(0, order.indexOf(ui.pane)) + step) % order.length];
			if (pane) dispatch({type: 'go', pane});
		},
	},
	{
		id: 'pane.last',
		keys: ['`'],
		title: 'previous pane in history',
		scope: 'global',
		run: ({ui, dispatch}) => dispatch({type: 'go', pane: ui.lastPane}),
	},
];
