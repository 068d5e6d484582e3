import {checkLine} from '../../actions/engine/check.ts';
import {blockers} from '../../actions/engine/plan.ts';
import type {Command, CommandContext} from '../command.ts';
import {runPlanned} from '../plans.ts';
import {info, problem} from '../reduce.ts';
import {change, close, scroll} from './sheet.ts';

/** An Enter within this time was meant for the menu before the plan. */
const settleMs = 400;

const isBlocked = ({ui: {sheet}}: CommandContext) =>
	sheet?.kind === 'plan' && blockers(sheet.plan).length > 0;
const onCancel = ({ui: {sheet}}: CommandContext) => sheet?.kind !== 'plan' || sheet.focus === 'cancel';

function confirmPlan(context: CommandContext): void {
	const {ui, now, services, dispatch} = context;
	const {sheet} = ui;
	if (sheet?.kind !== 'plan' || now - sheet.openedAt < settleMs) return;
	if (sheet.focus === 'cancel') {
		services.decline(sheet.plan);
		close(context);
		return dispatch(info('Not run. Nothing was changed.'));
	}
	const [blocker] = blockers(sheet.plan);
	if (blocker) return dispatch(problem(`Not run: ${checkLine(blocker)}`));
	if (sheet.plan.typedWord !== undefined && sheet.typed !== sheet.plan.typedWord) {
		return dispatch(problem(`Type the word ${sheet.plan.typedWord} to confirm.`));
	}
	runPlanned(context, sheet.plan, sheet.typed === '' ? undefined : sheet.typed);
}

/** Keys of an action plan and of its run. */
export const planCommands: readonly Command[] = [
	{
		id: 'planning.close',
		keys: ['escape', 'q'],
		title: 'close without waiting for the plan',
		scope: 'planning',
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
		title: 'switch between Cancel and Run',
		scope: 'plan',
		alone: true,
		hint: [1, context => (onCancel(context) ? 'Tab to Run' : 'Tab to Cancel')],
		run: context =>
			change(context, sheet =>
				sheet.kind === 'plan' ? {...sheet, focus: sheet.focus === 'cancel' ? 'run' : 'cancel'} : sheet,
			),
	},
	{
		id: 'plan.confirm',
		keys: ['enter'],
		title: 'choose the marked button: Cancel at first',
		scope: 'plan',
		hint: [2, context => (onCancel(context) ? 'Enter cancels' : isBlocked(context) ? '' : 'Enter runs it')],
		dangerous: true,
		alone: true,
		run: confirmPlan,
	},
	{
		id: 'plan.close',
		keys: ['escape'],
		title: 'cancel the plan',
		scope: 'plan',
		hint: [3, 'Esc cancel'],
		run(context) {
			const {ui, services, dispatch} = context;
			if (ui.sheet?.kind === 'plan') {
				services.decline(ui.sheet.plan);
				dispatch(info('Not run. Nothing was changed.'));
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
		title: 'cancel the running statement and skip the rest',
		scope: 'run',
		hint: [1, 'c cancel the run'],
		disabled: ({ui}) => (ui.run?.status === 'running' ? undefined : 'No action is running.'),
		run({services, dispatch}) {
			services.cancelRun();
			dispatch(info('cancel requested'));
		},
	},
	{
		id: 'run.close',
		// Without Enter: pressed twice to confirm, it would hide how the run ended.
		keys: ['escape', 'q'],
		title: 'close; the run continues',
		scope: 'run',
		hint: [2, 'Esc close'],
		run: close,
	},
];
