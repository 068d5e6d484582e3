import {bytes, plural} from '../../format/quantities.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import {type ActionIndex, isLeftover, readActionIndexes} from '../../queries/indexes/action-indexes.ts';
import {readIndexState} from '../../queries/indexes/drop-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';
import {indexAgain, type MaintenanceTarget} from '../tables/same-target.ts';
import {goneChecks, waitChecks} from '../tables/table-checks.ts';
import {dropping} from './dropping.ts';

export type CleanRequest = {
	readonly action: 'clean-leftovers';
	readonly indexes: readonly number[] | 'all';
};

/** Drops what interrupted REINDEX CONCURRENTLY have left: INVALID copies that no query uses and writes may pay for. */
export const cleanLeftovers: Action<CleanRequest, MaintenanceTarget> = {
	id: 'clean-leftovers',
	title: 'Drop what interrupted rebuilds have left',
	async plan(context, {indexes}) {
		const {reader} = context;
		const found = await readActionIndexes(reader, indexes === 'all' ? {leftovers: true} : {indexes});
		if (found.length === 0 && indexes === 'all') {
			throw new NothingToDo('No interrupted rebuild has left an index here.');
		}
		// Of all, those that somebody works on or that are another role's stay, and are named.
		const chosen = indexes === 'all' ? found.filter(index => obstacle(index) === undefined) : found;
		if (chosen.length === 0) {
			const [reason] = found.flatMap(index => obstacle(index) ?? []);
			throw new RefusedError(reason ?? 'None of these indexes is here any more. Refresh the list.');
		}
		const size = chosen.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
		return createPlan(cleanLeftovers, context, {
			title: `Drop ${plural(chosen.length, 'index', 'indexes')} left of interrupted rebuilds, ${bytes(size)}`,
			risk: 'low',
			units: chosen.map(({oid, name, table}) => ({
				title: `Drop index ${sanitize(name)}`,
				target: {kind: 'maintenance', of: 'index', oid, name},
				transactional: false,
				statements: [dropping(name, table)],
				record: [],
			})),
			checks: [
				...(indexes === 'all' ? [] : goneChecks(indexes.length, found.length, 'indexes')),
				...found.flatMap((index): Check[] => {
					const name = sanitize(index.name);
					const reason = obstacle(index);
					if (reason !== undefined) {
						return [{name, verdict: indexes === 'all' ? 'warn' : 'block', detail: reason}];
					}
					const of = index.copyOf === null ? 'an index that is gone' : sanitize(index.copyOf);
					return [{name, verdict: 'pass', detail: `${name}: INVALID, a copy of ${of}, nobody builds it`}];
				}),
				...(await waitChecks(
					reader,
					chosen.map(({tableOid}) => tableOid),
					'ACCESS EXCLUSIVE',
				)),
			],
		});
	},
	async verify(reader, {target}) {
		const index = await indexAgain(reader, target);
		if (typeof index === 'string') return index;
		return obstacle(index);
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		return (await readIndexState(reader, target.oid)) === 'gone' ? undefined : 'it is there still, INVALID';
	},
};

/** Why it must stay. */
function obstacle(index: ActionIndex): string | undefined {
	const name = sanitize(index.name);
	if (!isLeftover(index)) {
		return index.valid
			? `${name} is valid`
			: `${name} is INVALID, but not left of a rebuild: rebuild it, or drop it`;
	}
	if (index.building)
		return `an index of ${sanitize(index.table)} is being built right now, which may be ${name}`;
	if (index.apart) return `${name} is of the system's own or temporary: pgdeck leaves it alone`;
	return index.owned
		? undefined
		: `${name}: this role does not own its table. Connect as ${sanitize(index.owner)} or a superuser.`;
}
