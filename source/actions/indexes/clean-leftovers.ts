import {isLeftover} from '../../domain/indexes/droppable.ts';
import type {Coded} from '../../format/coded.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import {type ActionIndex, readActionIndexes, readIndexState} from '../../queries/indexes/action-indexes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, pass, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';
import {indexAgain, type MaintenanceTarget} from '../tables/same-target.ts';
import {goneChecks, waitChecks} from '../tables/table-checks.ts';
import {dropping} from './drop-statements.ts';
import {said} from './words.ts';

export type CleanRequest = {
	readonly action: 'clean-leftovers';
	readonly indexes: readonly number[] | 'all';
};

/** Drops leftovers of interrupted REINDEX CONCURRENTLY: INVALID copies that no query uses and writes may maintain. */
export const cleanLeftovers: Action<CleanRequest, MaintenanceTarget> = {
	id: 'clean-leftovers',
	title: 'Drop leftovers of interrupted rebuilds',
	async plan(context, {indexes}) {
		const {reader} = context;
		const found = await readActionIndexes(reader, indexes === 'all' ? {leftovers: true} : {indexes});
		if (found.length === 0 && indexes === 'all') {
			throw new NothingToDo('This database has no leftovers of interrupted rebuilds.');
		}
		// With "all", those being built and those of other roles are named and left out.
		const chosen = indexes === 'all' ? found.filter(index => obstacle(index) === undefined) : found;
		if (chosen.length === 0) {
			const [first] = found;
			const reason = first && obstacle(first);
			throw new RefusedError(
				first && reason
					? `${sanitize(first.name)}: ${reason.text}`
					: 'None of these indexes exists any more. Refresh the list.',
			);
		}
		const size = chosen.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
		return createPlan(cleanLeftovers, context, {
			title: `Drop ${plural(chosen.length, 'leftover', 'leftovers')} of interrupted rebuilds, ${bytes(size)}`,
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
				...found.map((index): Check => {
					const object = sanitize(index.name);
					const reason = obstacle(index);
					if (reason) return (indexes === 'all' ? warn : block)(reason, {object});
					return pass(said('leftover-of', {copyOf: index.copyOf && sanitize(index.copyOf)}), {object});
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
		return 'code' in index ? index : obstacle(index);
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		return (await readIndexState(reader, target.oid)) === 'gone' ? undefined : said('still-invalid');
	},
};

/** Why it must stay. */
function obstacle({valid, plainName, table, owner, owned, building, apart}: ActionIndex): Coded | undefined {
	if (!isLeftover({valid, name: plainName})) return valid ? said('is-valid') : said('not-leftover');
	if (building) return said('may-be-building', {table: sanitize(table)});
	if (apart) return said('system-index');
	return owned ? undefined : said('owner-required', {owner: sanitize(owner)});
}
