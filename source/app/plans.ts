import type {Plan} from '../actions/engine/plan.ts';
import type {Request} from '../actions/table.ts';
import {NothingToDo, UserError} from '../postgres/errors.ts';
import {describeError, toServerError} from '../postgres/server-error.ts';
import type {CommandContext} from './command.ts';
import {info, problem} from './reduce.ts';
import type {Sheet} from './sheet.ts';

/** A failure in one sentence. */
export function failureText(error: unknown): string {
	return error instanceof UserError ? error.message : describeError(toServerError(error));
}

/**
Makes an action plan and shows it with the focus on Cancel.
@param otherwise the sheet to return to without a plan, such as typed text to correct
*/
export function makePlan(
	{services, dispatch}: CommandContext,
	request: Request,
	title: string,
	otherwise?: Sheet,
): void {
	const of = {kind: 'planning', title} as const;
	dispatch({type: 'sheet', sheet: of});
	services.plan(request).then(
		plan =>
			dispatch({
				type: 'planned',
				of,
				sheet: {kind: 'plan', plan, offset: 0, focus: 'cancel', typed: '', openedAt: Date.now()},
			}),
		(error: unknown) => {
			const {toast} = (error instanceof NothingToDo ? info : problem)(failureText(error));
			dispatch({type: 'planned', of, sheet: otherwise, toast});
		},
	);
}

/** Runs a confirmed plan and clears the marks. */
export function runPlanned(
	{list, services, dispatch}: CommandContext,
	plan: Plan,
	typed: string | undefined,
): void {
	dispatch({type: 'sheet', sheet: {kind: 'run', offset: 0}});
	if (list) dispatch({type: 'list', id: list.id, change: {marks: new Set()}});
	services
		.run(plan, typed, run => dispatch({type: 'run', run}))
		.then(
			run => {
				dispatch({type: 'run', run});
				services.refresh();
			},
			(error: unknown) => {
				dispatch({type: 'sheet', sheet: undefined});
				dispatch(problem(failureText(error)));
			},
		);
}
