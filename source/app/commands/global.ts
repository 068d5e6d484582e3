import type {Request} from '../../actions/action.ts';
import {makePlan} from '../acting.ts';
import {openMenu, refusalHere} from '../actions-menu.ts';
import type {Command, CommandContext} from '../command.ts';
import {climb} from '../escape.ts';
import {info} from '../messages.ts';
import {paneTitles} from '../routes.ts';
import type {PaneId} from '../state.ts';

const go = (key: string, pane: PaneId, more: readonly string[] = []): Command => ({
	id: `pane.${pane}`,
	keys: [key, ...more],
	title: paneTitles[pane],
	scope: 'global',
	palette: paneTitles[pane].toLowerCase(),
	run: ({dispatch}) => dispatch({type: 'go', pane}),
});

const steps = [0.5, 1, 2, 3, 5, 10, 30, 60];

function changeInterval({live, services, dispatch}: CommandContext, direction: 1 | -1): void {
	const seconds = live.intervalMs / 1000;
	const next =
		direction === 1 ? steps.find(step => step > seconds) : steps.toReversed().find(step => step < seconds);
	if (next === undefined) return;
	services.setIntervalMs(next * 1000);
	dispatch(info(`a sample every ${next} s`));
}

/** Actions by name: the pane that they belong to, and their plan. */
const byName = (id: string, palette: string, title: string, request: Request, pane: PaneId): Command => ({
	id,
	keys: [],
	title,
	scope: 'global',
	palette,
	dangerous: true,
	disabled: refusalHere,
	run(context) {
		context.dispatch({type: 'go', pane});
		makePlan(context, request, title);
	},
});

/** Keys of every pane. */
export const globalCommands: readonly Command[] = [
	go('0', 'overview'),
	go('1', 'health'),
	go('2', 'requests'),
	go('3', 'tenants'),
	go('4', 'indexes'),
	go('5', 'tables'),
	go('6', 'migrations', ['m']),
	go('l', 'journal'),
	{
		id: 'pane.next',
		keys: ['tab', 'shift+tab'],
		title: 'next or previous pane',
		scope: 'global',
		run({ui, dispatch}, press) {
			const order: PaneId[] = [
				'overview',
				'health',
				'requests',
				'tenants',
				'indexes',
				'tables',
				'migrations',
			];
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
		id: 'actions',
		keys: ['x'],
		title: 'actions on this row or the marked ones',
		scope: 'global',
		palette: 'actions',
		hint: [3, 'x actions'],
		dangerous: true,
		disabled: ({ui}) =>
			ui.pane === 'indexes' || ui.pane === 'migrations'
				? undefined
				: 'There are no actions on this pane. Indexes (4) and migrations (6) have some.',
		run: openMenu,
	},
	{
		id: 'window',
		keys: ['t'],
		title: 'time window of requests and tenants: 1, 6 or 24 hours',
		scope: 'global',
		palette: 'time window',
		run({live, services, dispatch}) {
			const hours = live.windowHours === 1 ? 6 : live.windowHours === 6 ? 24 : 1;
			services.setWindowHours(hours);
			dispatch(info(`requests and tenants of the last ${hours === 1 ? 'hour' : `${hours} hours`}`));
		},
	},
	{
		id: 'pause',
		keys: ['p'],
		title: 'pause or go on',
		scope: 'global',
		palette: 'pause',
		hint: [8, 'p pause'],
		run: ({live, services}) => services.pause(!live.paused),
	},
	{
		id: 'slower',
		keys: ['+'],
		title: 'longer interval',
		scope: 'global',
		palette: 'longer interval',
		run: context => changeInterval(context, 1),
	},
	{
		id: 'faster',
		keys: ['-'],
		title: 'shorter interval',
		scope: 'global',
		palette: 'shorter interval',
		run: context => changeInterval(context, -1),
	},
	{
		id: 'refresh',
		keys: ['r'],
		title: 'sample now',
		scope: 'global',
		palette: 'sample now',
		run({services, dispatch}) {
			services.refresh();
			dispatch(info('sampling'));
		},
	},
	{
		id: 'run.show',
		keys: ['v'],
		title: 'the run that goes on or ended last',
		scope: 'global',
		palette: 'show the run',
		disabled: ({ui}) => (ui.run ? undefined : 'Nothing has been run yet.'),
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'run', offset: 0}}),
	},
	{
		id: 'escape',
		keys: ['escape'],
		title: 'up: close, clear the marks, clear the filter, back to the overview',
		scope: 'global',
		run: climb,
	},
	{
		id: 'quit',
		keys: ['q'],
		title: 'close what is open, else quit',
		scope: 'global',
		palette: 'quit',
		hint: [9, 'q quit'],
		run: context => (context.ui.detail ? climb(context) : askToQuit(context)),
	},
	byName(
		'action.apply-migrations',
		'apply pending migrations',
		'apply all pending migrations',
		{action: 'apply-migrations', which: 'all'},
		'migrations',
	),
	byName(
		'action.roll-back-migration',
		'roll back a migration',
		'roll back the last migration',
		{action: 'roll-back-migration'},
		'migrations',
	),
	{
		id: 'action.undo-drop',
		keys: [],
		title: 'bring a dropped index back',
		scope: 'global',
		palette: 'undo a drop',
		dangerous: true,
		disabled: context =>
			refusalHere(context) ??
			(context.services.undoable().length === 0
				? 'The journal has no drop of this database to undo.'
				: undefined),
		run({services, dispatch}) {
			dispatch({type: 'go', pane: 'indexes'});
			dispatch({type: 'sheet', sheet: {kind: 'undo', stories: services.undoable(), cursor: 0}});
		},
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
