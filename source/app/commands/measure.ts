import {refusalOfPast} from '../../recording/travel.ts';
import type {Command, CommandContext} from '../command.ts';
import {askToMeasure, measurable, startMeasure} from '../measuring.ts';
import {info} from '../messages.ts';
import {close} from './sheet.ts';

/** An Enter so soon after the question has opened was meant for what was there before it. */
const settleMs = 400;

const stageOf = ({ui: {sheet}}: CommandContext) => (sheet?.kind === 'measure' ? sheet.stage : undefined);

function leave(context: CommandContext): void {
	if (stageOf(context) === 'running') {
		context.services.cancelMeasure();
		context.dispatch(info('asked the server to cancel'));
		return;
	}
	close(context);
}

/** Exact measures of one table or index: they read only, but much. */
export const measureCommands: readonly Command[] = [
	{
		id: 'measure',
		keys: ['K'],
		title: 'measure this table or index exactly: says first how much it reads',
		scope: 'global',
		palette: 'measure exactly',
		disabled(context) {
			// What is measured is the server as it is, and not as it was.
			if (context.live.past) return refusalOfPast(context.live.past);
			return measurable(context) ? undefined : 'Choose a table (5 or V) or an index (4) to measure.';
		},
		run(context) {
			const target = measurable(context);
			if (target) askToMeasure(context, target);
		},
	},
	{
		id: 'measure.start',
		keys: ['enter'],
		title: 'measure it now',
		scope: 'measure',
		hint: [1, context => (stageOf(context) === 'ready' ? 'Enter measure' : '')],
		disabled: context => (stageOf(context) === 'ready' ? undefined : 'There is nothing to start here.'),
		run(context) {
			const {sheet} = context.ui;
			if (sheet?.kind === 'measure' && sheet.stage === 'ready' && context.now - sheet.openedAt >= settleMs)
				startMeasure(context, sheet);
		},
	},
	{
		id: 'measure.leave',
		keys: ['escape', 'q', 'c'],
		title: 'do not measure; while it runs, have the server cancel it',
		scope: 'measure',
		hint: [2, context => (stageOf(context) === 'running' ? 'c cancel' : 'Esc close')],
		run: leave,
	},
];
