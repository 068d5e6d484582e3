import {checkLine} from '../../actions/engine/check.ts';
import {blockers} from '../../actions/engine/plan.ts';
import type {Command, CommandContext} from '../command.ts';
import {runPlanned} from '../plans.ts';
import {info, problem} from '../reduce.ts';
import {change, close, scroll} from './sheet.ts';

/** An Enter so soon after a plan has opened was meant for the menu before it. */
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
		return dispatch(info('not run: nothing was changed'));
	}
	const [blocker] = blockers(sheet.plan);
	if (blocker) return dispatch(problem(`Not run: ${checkLine(blocker)}`));
	if (sheet.plan.typedWord !== undefined && sheet.typed !== sheet.plan.typedWord) {
		return dispatch(problem(`Type the word ${sheet.plan.typedWord} to confirm.`));
	}
	runPlanned(context, sheet.plan, sheet.typed === '' ? undefined : sheet.typed);
}

/** Keys of a plan and of its run. */
export const planCommands: readonly Command[] = [
	{
		id: 'planning.close',
		keys: ['escape', 'q'],
		title: 'do not wait for the plan',
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
		title: 'between Cancel and Run',
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
		title: 'do what is marked: Cancel at first',
		scope: 'plan',
		hint: [2, context => (onCancel(context) ? 'Enter cancels' : isBlocked(context) ? '' : 'Enter runs it')],
		dangerous: true,
		alone: true,
		run: confirmPlan,
	},
	{
		id: 'plan.close',
		keys: ['escape'],
		title: 'do not run it',
		scope: 'plan',
		hint: [3, 'Esc cancel'],
		run(context) {
			const {ui, services, dispatch} = context;
			if (ui.sheet?.kind === 'plan') {
				services.decline(ui.sheet.plan);
				dispatch(info('not run: nothing was changed'));
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
		title: 'have the server cancel the statement, and leave the rest undone',
		scope: 'run',
		hint: [1, 'c cancel the run'],
		disabled: ({ui}) => (ui.run?.status === 'running' ? undefined : 'Nothing is running any more.'),
		run({services, dispatch}) {
			services.cancelRun();
			dispatch(info('asked the server to cancel'));
		},
	},
	{
		id: 'run.close',
		// Not Enter: who presses it twice to confirm would never see how the run ended.
		keys: ['escape', 'q'],
		title: 'close; a run goes on without it',
		scope: 'run',
		hint: [2, 'Esc close'],
		run: close,
	},
];
