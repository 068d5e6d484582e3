import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import type {UndoTable} from '../../queries/indexes/undo-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

/** What an undo meets: nothing of that name, the index INVALID or another one, or the index as it was. */
export type Present = 'absent' | 'invalid' | 'other' | 'valid';

export function indexCheck(present: Present, name: string, leftovers: readonly string[]): Check {
	const shown = sanitize(name);
	switch (present) {
		case 'absent':
			return {name: 'index', verdict: 'pass', detail: 'it is not there'};
		case 'invalid':
			return {name: 'index', verdict: 'pass', detail: 'it is INVALID and can be rebuilt'};
		case 'other':
			return {name: 'index', verdict: 'block', detail: `there is another index ${shown}, an INVALID one`};
		case 'valid':
			return leftovers.length > 0
				? {name: 'index', verdict: 'pass', detail: 'it is there and valid: only what is left goes'}
				: {name: 'index', verdict: 'block', detail: `there is an index ${shown} already`};
	}
}

/** The table has to be there and to be this role's own, else the server would refuse in the middle. */
export function tableChecks(
	table: string,
	{there, owned, schema, mayCreate, building}: UndoTable,
	present: Present,
	server: ServerIdentity,
): Check[] {
	const shown = sanitize(table);
	const block = (detail: string): Check => ({name: 'table', verdict: 'block', detail});
	if (!there) return [block(`its table ${shown} is not there any more, and an index can not be without one`)];
	return [
		owned
			? {
					name: 'table',
					verdict: 'pass',
					detail: `its table ${shown} is there, and this role has its owner's rights`,
				}
			: block(`this role does not own the table ${shown}. Connect as its owner or a superuser.`),
		...(present === 'absent' && !mayCreate
			? [
					block(
						`this role may not create in the schema ${sanitize(schema ?? '')}. To allow it, its owner runs: GRANT CREATE ON SCHEMA ${sanitize(schema ?? '')} TO ${server.quotedUser};`,
					),
				]
			: []),
		...(building && present !== 'absent'
			? [block(`an index of ${shown} is being built right now. Wait for its end.`)]
			: []),
	];
}

export function leftoverChecks(leftovers: readonly string[]): Check[] {
	return leftovers.length === 0
		? []
		: [
				{
					name: 'leftovers',
					verdict: 'warn',
					detail: `${plural(leftovers.length, 'INVALID copy', 'INVALID copies')} of it, left of an interrupted rebuild, ${leftovers.length === 1 ? 'is' : 'are'} dropped first: ${sanitize(leftovers.join(', '))}`,
				},
			];
}
