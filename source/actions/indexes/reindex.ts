import {isLeftover} from '../../domain/indexes/droppable.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	type ActionIndex,
	readActionIndexes,
	readIndexState,
	readLeftovers,
} from '../../queries/indexes/action-indexes.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {readActionTables, readPartitions} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, info, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {indexAgain, type MaintenanceTarget} from '../tables/same-target.ts';
import {goneChecks, waitChecks} from '../tables/table-checks.ts';
import {corrupting} from './concurrent-builds.ts';
import {dropping, rebuilding} from './drop-statements.ts';
import {said} from './words.ts';

export type ReindexRequest = {
	readonly action: 'reindex';
	/** All indexes of these tables. */
	readonly tables?: readonly number[];
	readonly indexes?: readonly number[];
};

/**
Rebuilds indexes CONCURRENTLY, one after the other: two at once on one table wait for each other until a deadlock stops
one of them. Drops what a failed or canceled rebuild leaves.
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
				? new NothingToDo('The table has no index to rebuild.')
				: new RefusedError('None of the selection exists any more. Refresh the list.');
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
				...leftovers.flatMap((names, place) => leftoverChecks(chosen[place], names)),
				...roomChecks(chosen),
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
		if ('code' in index) return index;
		if (!index.maintains) return said('maintain-lost');
		if (index.building) return said('build-in-progress', {table: sanitize(index.table)});
		const planned = statements.flatMap(({does, on: [name]}) => (does === 'drop-index' ? [name] : []));
		const left = await readLeftovers(reader, index.name);
		return String(planned) === String(left) ? undefined : said('leftovers-changed');
	},
	async meanwhile(reader, {target}) {
		if (target.oid === null) return undefined;
		return (await readIndexState(reader, target.oid)) === 'valid' ? said('rebuild-running') : undefined;
	},
	async cleanUp(reader, {target, statements}) {
		const [table] = statements.at(-1)?.on.slice(1) ?? [];
		return (await readLeftovers(reader, target.name)).map(name => dropping(name, table ?? ''));
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		// The copy has taken the name, under an oid of its own.
		const named = await readIndexByName(reader, target.name);
		const [index] = named ? await readActionIndexes(reader, {indexes: [named.oid]}) : [];
		if (!index) return undefined;
		const names = (await readLeftovers(reader, target.name)).map(sanitize);
		const before = target.facts?.sizeBytes;
		return outcomeOf(index, typeof before === 'number' ? before : null, names);
	},
};

function outcomeOf({valid, sizeBytes}: ActionIndex, beforeBytes: number | null, names: string[]): Coded {
	if (!valid)
		return names.length === 0 ? said('still-invalid') : said('still-invalid-with-leftovers', {names});
	const sizes = {beforeBytes, afterBytes: sizeBytes};
	return names.length === 0 ? said('rebuilt', sizes) : said('rebuilt-with-leftovers', {...sizes, names});
}

function isCopy({valid, plainName}: ActionIndex): boolean {
	return isLeftover({valid, name: plainName});
}

/** The indexes of tables, partitions and partitioned indexes, each once, grouped by table. */
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
	add(all.filter(index => !index.partitioned && !isCopy(index)));
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
		statements: [...leftovers.map(left => dropping(left, table)), rebuilding(name, table)],
		record: [],
	};
}

function indexChecks(index: ActionIndex, server: ServerIdentity): Check[] {
	const about = {object: sanitize(index.name)};
	const table = sanitize(index.table);
	const owner = sanitize(index.owner);
	const {sizeBytes} = index;
	if (index.exclusion) return [warn(said('exclusion-left-out'), about)];
	const obstacles = [
		...(index.apart ? [said('system-index')] : []),
		...(isCopy(index) ? [said('leftover', {copyOf: index.copyOf && sanitize(index.copyOf)})] : []),
		...(index.building ? [said('build-in-progress', {table})] : []),
		...(index.maintains
			? []
			: [
					server.versionNumber < 170_000
						? said('maintain-requires-owner', {table, owner})
						: said('maintain-denied', {table, owner, role: sanitize(server.quotedUser)}),
				]),
	];
	return [
		...obstacles.map(reason => block(reason, about)),
		index.valid
			? info(said('rebuild-valid', {sizeBytes}), about)
			: warn(said('rebuild-invalid', {sizeBytes}), {...about, title: 'INVALID index'}),
	];
}

function leftoverChecks(index: ActionIndex | undefined, names: readonly string[]): Check[] {
	if (!index || names.length === 0) return [];
	const reason = said('leftovers-dropped-first', {names: names.map(sanitize)});
	return [warn(reason, {object: sanitize(index.name), title: 'leftovers dropped first'})];
}

/** One is built at a time, so the largest needs the most. */
function roomChecks(indexes: readonly ActionIndex[]): Check[] {
	const largest = indexes.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0))[0];
	if (!largest) return [];
	const tablespace = largest.tablespace === '' ? null : sanitize(largest.tablespace);
	return [warn(said('room', {sizeBytes: largest.sizeBytes, tablespace}))];
}
