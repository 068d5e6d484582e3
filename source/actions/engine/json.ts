import type {NothingToDo} from '../../postgres/errors.ts';
import type {Request} from './action.ts';
import type {Plan} from './plan.ts';
import type {RunProgress} from './progress.ts';

/** The version of the JSON form of plans and runs. docs/json-changes.md lists the changes. */
const version = 2;

/** Printed by --dry-run --json. */
export function planJson(plan: Plan) {
	return {version, ...plan};
}

/** Printed by --json at the end of a run. */
export function runJson({plan, status, note, units}: RunProgress) {
	return {
		version,
		plan: plan.id,
		action: plan.action,
		status,
		...(note === undefined ? {} : {note}),
		units: units.map(({id, title, state, tookMs, note: text, notes, error}) => ({
			id,
			title,
			state,
			tookMs,
			note: text,
			notes: notes ?? [],
			error,
		})),
	};
}

/** The same form if there is nothing to do, for scripts. */
export function nothingJson({action}: Request, {message, details}: NothingToDo) {
	return {version, plan: null, action, status: 'done', note: message, details, units: []};
}
