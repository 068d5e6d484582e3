import {shownValue} from '../../domain/snapshot/section.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {refusalOfPast} from '../../recording/travel.ts';
import type {Command, CommandContext} from '../command.ts';
import {failureText} from '../plans.ts';
import {info, problem} from '../reduce.ts';
import type {Sheet} from '../sheet.ts';
import {close} from './sheet.ts';

/** An Enter within this time was meant for the screen before the question. */
const settleMs = 400;

const stageOf = ({ui: {sheet}}: CommandContext) => (sheet?.kind === 'measure' ? sheet.stage : undefined);

function leave(context: CommandContext): void {
	if (stageOf(context) === 'running') {
		context.services.cancelMeasure();
		context.dispatch(info('cancel requested'));
		return;
	}
	close(context);
}

/** Exact measurements of one table or index: they only read, but may read much. */
export const measureCommands: readonly Command[] = [
	{
		id: 'measure',
		keys: ['K'],
		title: 'measure the table or index exactly, after showing how much that reads',
		scope: 'global',
		palette: 'measure exactly',
		disabled(context) {
			// Only the present state can be measured.
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
		title: 'measure',
		scope: 'measure',
		hint: [1, context => (stageOf(context) === 'ready' ? 'Enter measure' : '')],
		disabled: context => (stageOf(context) === 'ready' ? undefined : 'There is nothing to measure here.'),
		run(context) {
			const {sheet} = context.ui;
			if (sheet?.kind === 'measure' && sheet.stage === 'ready' && context.now - sheet.openedAt >= settleMs)
				startMeasure(context, sheet);
		},
	},
	{
		id: 'measure.leave',
		keys: ['escape', 'q', 'c'],
		title: 'close; cancel a running measurement',
		scope: 'measure',
		hint: [2, context => (stageOf(context) === 'running' ? 'c cancel' : 'Esc close')],
		run: leave,
	},
];

type MeasureSheet = Extract<Sheet, {kind: 'measure'}>;

/** The opened table or index, or the one under the cursor. */
function measurable({ui, list, live}: CommandContext): {oid: number; name: string} | undefined {
	const id = ui.detail?.id ?? list?.window.cursorId;
	const {tables, indexes, vacuum} = live.snapshot.sections;
	const relations = shownValue(vacuum)?.value.relations;
	const rows = {
		tables: shownValue(tables)?.value.rows,
		indexes: shownValue(indexes)?.value.rows,
		vacuum: relations && shownValue(relations)?.value.rows,
	}[ui.pane as string];
	const row = rows?.find(({oid}) => String(oid) === id);
	if (!row) return undefined;
	return {
		oid: 'tableOid' in row && ui.pane === 'vacuum' ? row.tableOid : row.oid,
		name: `${row.schema}.${row.name}`,
	};
}

/** Shows what a measurement would read and asks for confirmation. */
function askToMeasure(context: CommandContext, target: {oid: number; name: string}): void {
	const {services, dispatch} = context;
	const asking: MeasureSheet = {kind: 'measure', stage: 'asking', name: target.name};
	dispatch({type: 'sheet', sheet: asking});
	services.planMeasure(target.oid).then(
		plan => {
			const sheet: MeasureSheet =
				'obstacle' in plan
					? {kind: 'measure', stage: 'impossible', name: target.name, ...plan}
					: {kind: 'measure', stage: 'ready', name: target.name, plan, openedAt: Date.now()};
			dispatch({type: 'planned', of: asking, sheet});
		},
		(error: unknown) =>
			dispatch({type: 'planned', of: asking, sheet: undefined, toast: problem(failureText(error)).toast}),
	);
}

/** Runs the confirmed measurement. */
function startMeasure(context: CommandContext, {name, plan}: Extract<MeasureSheet, {stage: 'ready'}>): void {
	const {services, dispatch} = context;
	const running: MeasureSheet = {kind: 'measure', stage: 'running', name, plan, startedAt: context.now};
	dispatch({type: 'sheet', sheet: running});
	services.measure(plan).then(
		measurement => {
			dispatch({type: 'measured', measurement});
			dispatch({
				type: 'planned',
				of: running,
				sheet: undefined,
				toast: info(`${name} measured: Enter shows the result`).toast,
			});
		},
		(error: unknown) => {
			const cancelled = toServerError(error).code === '57014';
			const {toast} = cancelled
				? info('measuring was canceled, or reached its limit of 10 min: no result')
				: problem(failureText(error));
			dispatch({type: 'planned', of: running, sheet: undefined, toast});
		},
	);
}
