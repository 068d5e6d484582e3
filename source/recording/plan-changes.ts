import {shapeDifference} from '../domain/statements/plan-shape.ts';
import type {Plans} from '../domain/statements/plans.ts';
import type {Change} from './change.ts';

/** Statements with a changed query plan, with the lines that differ. */
export function planChanges(before: Plans, after: Plans): Change[] {
	const known = new Map(before.rows.map(row => [row.queryId, row]));
	return after.rows.flatMap(({queryId, text, shape}): Change[] => {
		const old = known.get(queryId)?.shape;
		const [was, is] = (old && shape && shapeDifference(old, shape)) ?? [];
		return was === undefined || is === undefined
			? []
			: [{part: 'plans', kind: 'changed', name: text, before: was, after: is}];
	});
}

/**
The number of statements on both sides that could not be compared, and the reason for the first; undefined if all could.
*/
export function plansUnknown(before: Plans, after: Plans): string | undefined {
	const known = new Map(before.rows.map(row => [row.queryId, row]));
	const both = after.rows.flatMap(row => {
		const old = known.get(row.queryId);
		return old ? [old.unknown?.text ?? row.unknown?.text ?? null] : [];
	});
	const unknown = both.filter(reason => reason !== null);
	return unknown.length === 0 ? undefined : `${unknown.length} of ${both.length}: ${unknown[0]}`;
}
