import type {Request} from '../../actions/table.ts';
import type {PaneId} from '../../domain/snapshot/panes.ts';
import type {Command} from '../command.ts';
import {hasActions, noActionsHere, openMenu, refusalHere} from '../menu/menu.ts';
import {makePlan} from '../plans.ts';

/** An action with a name in the palette: goes to its pane and makes the plan. */
const byName = (id: string, palette: string, title: string, request: Request, pane: PaneId): Command => ({
	id,
	keys: [],
	title,
	scope: 'global',
	palette,
	dangerous: true,
	disabled: context => refusalHere(context, request.action),
	run(context) {
		context.dispatch({type: 'go', pane});
		makePlan(context, request, title);
	},
});

/** Commands that lead to an action plan. */
export const actionCommands: readonly Command[] = [
	{
		id: 'actions',
		keys: ['x'],
		title: 'actions for this row or the marked rows',
		scope: 'global',
		palette: 'actions',
		hint: [3, 'x actions'],
		dangerous: true,
		disabled: ({ui}) => (hasActions(ui.pane) ? undefined : noActionsHere()),
		run: openMenu,
	},
	{
		id: 'run.show',
		keys: ['v'],
		title: 'show the current or last run',
		scope: 'global',
		palette: 'show the run',
		disabled: ({ui}) => (ui.run ? undefined : 'No action has been run yet.'),
		run: ({dispatch}) => dispatch({type: 'sheet', sheet: {kind: 'run', offset: 0}}),
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
	byName(
		'action.weekly-review',
		'weekly review',
		'review the indexes and record the review',
		{action: 'upkeep', names: ['weekly']},
		'upkeep',
	),
	byName(
		'action.monthly-review',
		'monthly review',
		'analyze changed tables, record sizes and record the review',
		{action: 'upkeep', names: ['monthly']},
		'upkeep',
	),
	byName(
		'action.quarterly-review',
		'quarterly review',
		'analyze all tables, review all upkeep and record the review',
		{action: 'upkeep', names: ['quarterly']},
		'upkeep',
	),
	{
		id: 'action.undo-drop',
		keys: [],
		title: 'recreate a dropped index',
		scope: 'global',
		palette: 'undo a drop',
		dangerous: true,
		disabled: context =>
			refusalHere(context) ??
			(context.services.undoable().length === 0
				? (context.services.journal().problem ?? 'The journal has no drop in this database to undo.')
				: undefined),
		run({services, dispatch}) {
			dispatch({type: 'go', pane: 'indexes'});
			dispatch({type: 'sheet', sheet: {kind: 'undo', stories: services.undoable(), cursor: 0}});
		},
	},
	{
		id: 'action.undo-watched',
		keys: ['u'],
		title: 'undo the watched drop',
		scope: 'global',
		hint: [3.5, ({services}) => (services.watched() ? 'u undo the drop' : '')],
		dangerous: true,
		disabled: context =>
			context.services.watched()
				? refusalHere(context)
				: 'No drop is watched. To undo an older drop: x on the indexes pane (4), Undo a drop.',
		run(context) {
			const watched = context.services.watched();
			if (watched)
				makePlan(context, {action: 'undo-drop', id: watched.id}, `Undo the drop of ${watched.index}`);
		},
	},
];
