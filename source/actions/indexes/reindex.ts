import {bytes, plural} from '../../format/quantities.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type ActionIndex, isLeftover, readActionIndexes} from '../../queries/indexes/action-indexes.ts';
import {readIndexState} from '../../queries/indexes/drop-facts.ts';
import {readLeftovers} from '../../queries/indexes/undo-facts.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {readActionTables, readPartitions} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {UnitDraft} from '../engine/plan.ts';
import {indexAgain, type MaintenanceTarget} from '../tables/same-target.ts';
import {goneChecks, waitChecks} from '../tables/table-checks.ts';
import {corrupting} from './build-checks.ts';
import {dropping} from './dropping.ts';
import {indexChecks, leftoverCheck, room} from './reindex-checks.ts';

export type ReindexRequest = {
	readonly action: 'reindex';
	/** All indexes of these. */
	readonly tables?: readonly number[];
	readonly indexes?: readonly number[];
};

/**
Rebuilds indexes CONCURRENTLY, one after the other: two at once on one table wait for each other until one of them is
the victim of a deadlock. What a rebuild that fails or is cancelled leaves is dropped.
*/
export const reindex: Action<ReindexRequest, MaintenanceTarget> = {
	id: 'reindex',
	title: 'Rebuild indexes',
	async plan(context, {tables = [], indexes = []}) {
		const {reader, server} = context;
		const {found, named} = await expanded(reader, tables, indexes);
		const chosen = found.filter(index => !index.exclusion);
		if (found.length === 0) {
			throw tables.length > 0 && (await readActionTables(reader, tables)).length > 0
				? new NothingToDo('There is no index on it to rebuild.')
				: new RefusedError('None of these is here any more. Refresh the list.');
		}
		const [only] = chosen;
		const size = chosen.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
		const leftovers = await Promise.all(chosen.map(({name}) => readLeftovers(reader, name)));
		return createPlan(reindex, context, {
			title: `Rebuild ${chosen.length === 1 && only ? `index ${sanitize(only.name)}` : plural(chosen.length, 'index', 'indexes')}, ${bytes(size)}`,
			risk: 'low',
			units: chosen.map((index, place) => unit(index, leftovers[place] ?? [])),
			checks: [
				...corrupting(server),
				...goneChecks(indexes.length, named, 'indexes'),
				...found.flatMap(index => indexChecks(index, server)),
				...leftovers.flatMap((names, place) => leftoverCheck(chosen[place], names)),
				...room(chosen),
				...(await waitChecks(
					reader,
					chosen.map(({tableOid}) => tableOid),
					'ACCESS EXCLUSIVE',
				)),
			],
		});
	},
	async verify(reader, {target, statements}) {
		const index = await indexAgain(reader, target);
		if (typeof index === 'string') return index;
		if (!index.maintains) return 'this role may not rebuild it any more';
		if (index.building) return `an index of ${sanitize(index.table)} is being built right now`;
		const planned = statements.flatMap(({text}) => (text.startsWith('DROP') ? [text] : []));
		const left = (await readLeftovers(reader, index.name)).map(name => dropping(name, index.table).text);
		return String(planned) === String(left)
			? undefined
			: 'what interrupted rebuilds have left has changed since the plan was made';
	},
	async meanwhile(reader, {target}) {
		if (target.oid === null) return undefined;
		return (await readIndexState(reader, target.oid)) === 'valid'
			? 'the index is in use as it was; a cancel leaves it so, and drops the half-built copy'
			: undefined;
	},
	async cleanUp(reader, {target, statements}) {
		const [table] = statements.at(-1)?.on.slice(1) ?? [];
		return (await readLeftovers(reader, target.name)).map(name => dropping(name, table ?? ''));
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		// Its copy has taken its name, under an oid of its own.
		const named = await readIndexByName(reader, target.name);
		const [index] = named ? await readActionIndexes(reader, {indexes: [named.oid]}) : [];
		if (!index) return undefined;
		const left = await readLeftovers(reader, target.name);
		const state = index.valid
			? `${bytes(Number(target.facts?.sizeBytes))} are ${bytes(index.sizeBytes)}`
			: 'the index is INVALID still';
		return left.length === 0
			? state
			: `${state}, and ${sanitize(left.join(', '))} is left, INVALID: writes may pay for it. Drop it with: pgdeck indexes clean`;
	},
};

/** Those of tables, partitions and partitioned indexes, each once, what stands on one table together. */
async function expanded(
	reader: Reader,
	tables: readonly number[],
	indexes: readonly number[],
): Promise<{found: ActionIndex[]; named: number}> {
	const wanted = new Map<number, ActionIndex>();
	const add = (found: readonly ActionIndex[]) => {
		for (const index of found) wanted.set(index.oid, index);
	};
	const named = await readActionIndexes(reader, {indexes});
	for (const index of named.filter(({partitioned}) => partitioned)) {
		const leaves = (await readPartitions(reader, index.oid)).filter(({leaf}) => leaf).map(({oid}) => oid);
		add(await readActionIndexes(reader, {indexes: leaves}));
	}
	add(named.filter(({partitioned}) => !partitioned));
	const below = await Promise.all(
		tables.map(async oid => [oid, ...(await readPartitions(reader, oid)).map(leaf => leaf.oid)]),
	);
	const all = await readActionIndexes(reader, {tables: below.flat()});
	add(all.filter(index => !index.partitioned && !isLeftover(index)));
	const found = [...wanted.values()].toSorted((a, b) => a.tableOid - b.tableOid || a.oid - b.oid);
	return {found, named: named.length};
}

function unit(
	{oid, name, table, sizeBytes}: ActionIndex,
	leftovers: readonly string[],
): UnitDraft<MaintenanceTarget> {
	return {
		title: `Rebuild index ${sanitize(name)}`,
		target: {kind: 'maintenance', of: 'index', oid, name, facts: {sizeBytes}},
		transactional: false,
		statements: [
			...leftovers.map(left => dropping(left, table)),
			{
				text: `REINDEX INDEX CONCURRENTLY ${name}`,
				lock: 'SHARE UPDATE EXCLUSIVE',
				on: [name, table],
				buildsIndex: name,
			},
		],
		record: [],
	};
}
