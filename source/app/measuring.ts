import {shownValue} from '../domain/snapshot/section.ts';
import {UserError} from '../postgres/errors.ts';
import {describeError, toServerError} from '../postgres/server-error.ts';
import type {CommandContext} from './command.ts';
import {info, problem} from './messages.ts';
import type {Sheet} from './sheet.ts';

type MeasureSheet = Extract<Sheet, {kind: 'measure'}>;

/** The opened table or index, or else the one under the cursor. */
export function measurable({ui, list, live}: CommandContext): {oid: number; name: string} | undefined {
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
export function askToMeasure(context: CommandContext, target: {oid: number; name: string}): void {
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
			dispatch({type: 'planned', of: asking, sheet: undefined, toast: problem(sentence(error)).toast}),
	);
}

/** Runs the confirmed measurement. */
export function startMeasure(
	context: CommandContext,
	{name, plan}: Extract<MeasureSheet, {stage: 'ready'}>,
): void {
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
				: problem(sentence(error));
			dispatch({type: 'planned', of: running, sheet: undefined, toast});
		},
	);
}

function sentence(error: unknown): string {
	return error instanceof UserError ? error.message : describeError(toServerError(error));
}
