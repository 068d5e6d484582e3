import type {NothingToDo} from '../../postgres/errors.ts';
import type {Request} from './action.ts';
import type {Plan} from './plan.ts';
import type {RunProgress} from './progress.ts';

/** Of what --json prints of an action. docs/json-changes.md says what changed. */
const version = 2;

/** What --dry-run --json prints. */
export function planJson(plan: Plan) {
	return {version, ...plan};
}

/** What --json prints at the end of a run. */
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

/** The same form where nothing was to be done, so that a script reads one thing. */
export function nothingJson({action}: Request, {message, details}: NothingToDo) {
	return {version, plan: null, action, status: 'done', note: message, details, units: []};
}
