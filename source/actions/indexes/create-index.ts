import {identifier} from '../../format/identifier.ts';
import {plural} from '../../format/quantities.ts';
import {
	type IndexDefinition,
	indexName,
	readIndexDefinition,
} from '../../migrations/parse/index-definition.ts';
import {NothingToDo, RefusedError, UsageError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type KeyToIndex, readKeysToIndex, readTableOid} from '../../queries/indexes/foreign-keys.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {type ActionTable, readActionTable, readPartitions} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {block, info} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, PlannedStatement, UnitDraft} from '../engine/plan.ts';
import type {MaintenanceTarget} from '../tables/same-target.ts';
import {obstacleChecks, waitChecks} from '../tables/table-checks.ts';
import {corrupting} from './concurrent-builds.ts';
import {dropping} from './drop-statements.ts';
import {partitionedBuild} from './partitioned-builds.ts';
import {said} from './words.ts';

export type CreateIndexRequest = {
	readonly action: 'create-index';
	readonly definitions?: readonly string[];
	/** The missing foreign key indexes of these tables, or of all tables. */
	readonly foreignKeysOf?: readonly number[] | 'all';
	/** The same for single constraints. */
	readonly foreignKeys?: readonly number[];
};

/**
Builds indexes CONCURRENTLY: from given definitions, or those that foreign keys are missing. The plan names each index, so
that the leftover of a failed build is found, and dropped.
*/
export const createIndex: Action<CreateIndexRequest, MaintenanceTarget> = {
	id: 'create-index',
	title: 'Build an index',
	async plan(context, {definitions = [], foreignKeysOf, foreignKeys}) {
		const {reader, server} = context;
		const wanted = [
			...(await Promise.all(definitions.map(text => wantedBy(reader, text)))),
			...(foreignKeysOf === undefined ? [] : await suggested(reader, foreignKeysOf)),
			...(foreignKeys === undefined ? [] : await suggested(reader, 'all', foreignKeys)),
		];
		if (wanted.length === 0) {
			throw new NothingToDo(
				foreignKeys === undefined
					? 'Every foreign key here has an index.'
					: 'The foreign key has an index by now, or no longer exists.',
			);
		}
		const taken = new Set<string>();
		const units: Array<UnitDraft<MaintenanceTarget>> = [];
		const checks: Check[] = [];
		for (const item of wanted) {
			const planned = await planOne(item, taken, context);
			units.push(planned.unit);
			checks.push(...planned.checks);
		}
		const [only] = units;
		return createPlan(createIndex, context, {
			title: units.length === 1 && only ? only.title : `Build ${plural(units.length, 'index', 'indexes')}`,
			risk: 'low',
			units,
			checks: [
				...corrupting(server),
				...checks,
				// It also waits for every transaction older than each of its scans.
				...(await waitChecks(reader, [...new Set(wanted.map(({table}) => table.oid))], 'SHARE')),
			],
		});
	},
	async verify(reader, {target, statements}) {
		const table = await readActionTable(reader, Number(target.facts?.tableOid));
		if (!table) return said('table-gone');
		if (table.name !== target.facts?.table) return said('table-renamed', {name: sanitize(table.name)});
		if (!table.owned) return said('table-lost');
		for (const {does, buildsIndex} of statements) {
			if (buildsIndex === undefined || does !== 'create-index') continue;
			if (await readIndexByName(reader, buildsIndex))
				return said('index-exists', {name: sanitize(buildsIndex)});
		}
		return undefined;
	},
	async cleanUp(reader, {statements}, code) {
		// The index of that name belongs to someone else.
		if (code === '42P07') return [];
		const left: PlannedStatement[] = [];
		for (const {does, buildsIndex, on} of statements) {
			if (buildsIndex === undefined || does !== 'create-index') continue;
			const there = await readIndexByName(reader, buildsIndex);
			if (there?.valid === false) left.push(dropping(buildsIndex, on[0] ?? ''));
		}
		return left;
	},
	async outcome(reader, {target, statements}) {
		const names = [...statements.flatMap(({buildsIndex}) => buildsIndex ?? []), target.name];
		for (const name of names) {
			const there = await readIndexByName(reader, name);
			if (there?.valid === false) return said('build-left-invalid', {name: sanitize(name)});
		}
		return undefined;
	},
};

/** An index to build, and the foreign key it is for. */
type Wanted = {definition: IndexDefinition; table: ActionTable; of: KeyToIndex | undefined};

/** From a given definition. */
async function wantedBy(reader: Reader, text: string): Promise<Wanted> {
	const definition = await readIndexDefinition(text);
	if ('code' in definition) throw new UsageError(definition.text);
	const oid = await readTableOid(reader, definition.table);
	const table = oid === undefined ? undefined : await readActionTable(reader, oid);
	if (!table) throw new RefusedError(`This database has no table ${sanitize(definition.table)}.`);
	return {definition, table, of: undefined};
}

/**
For foreign keys without an index.
@param constraints only these
*/
async function suggested(
	reader: Reader,
	tables: readonly number[] | 'all',
	constraints?: readonly number[],
): Promise<Wanted[]> {
	const keys = (await readKeysToIndex(reader, tables)).filter(
		({oid}) => constraints === undefined || constraints.includes(oid),
	);
	const found = new Map<string, Wanted>();
	for (const key of keys) {
		const table = await readActionTable(reader, key.tableOid);
		const definition: IndexDefinition = {
			unique: false,
			name: undefined,
			table: key.quotedTable,
			parts: [key.table, ...key.columns],
			rest: `(${key.quotedColumns.join(', ')})`,
		};
		// One index serves all foreign keys on the same columns.
		if (table) found.set(`${key.tableOid} ${definition.rest}`, {definition, table, of: key});
	}
	return [...found.values()];
}

/** The given name, or a free one. */
async function freeName(
	reader: Reader,
	{name, parts}: IndexDefinition,
	table: ActionTable,
	taken: Set<string>,
): Promise<string> {
	if (name !== undefined) return name;
	for (let attempt = 0; ; attempt++) {
		const made = indexName(parts, attempt);
		const qualified = `${table.schema}.${identifier(made)}`;
		if (taken.has(qualified) || (await readTableOid(reader, qualified)) !== undefined) continue;
		taken.add(qualified);
		return made;
	}
}

async function planOne(
	{definition, table, of}: Wanted,
	taken: Set<string>,
	{reader, server}: PlanContext,
): Promise<{unit: UnitDraft<MaintenanceTarget>; checks: Check[]}> {
	const name = await freeName(reader, definition, table, taken);
	const qualified = `${table.schema}.${identifier(name)}`;
	const object = sanitize(qualified);
	const partitioned = table.kind === 'p';
	const kind = definition.unique ? 'UNIQUE INDEX' : 'INDEX';
	const statements: PlannedStatement[] = partitioned
		? await partitionedBuild(reader, table, definition, identifier(name))
		: [
				{
					does: 'create-index',
					text: `CREATE ${kind} CONCURRENTLY ${identifier(name)} ON ${table.name} ${definition.rest}`,
					lock: 'SHARE UPDATE EXCLUSIVE',
					on: [table.name],
					buildsIndex: qualified,
				},
			];
	const obstacles = await obstaclesOf(qualified, table, {reader, server});
	return {
		unit: {
			title: `Build index ${object}${partitioned ? ' on each partition' : ''} of ${sanitize(table.name)}`,
			target: {
				kind: 'maintenance',
				of: 'index',
				oid: null,
				name: qualified,
				facts: {tableOid: table.oid, table: table.name},
			},
			transactional: false,
			statements,
			record: [],
			undo: [partitioned ? `DROP INDEX ${qualified}` : dropping(qualified, table.name).text],
		},
		checks: [
			...obstacleChecks(table, 'own', server),
			...obstacles.map(reason => block(reason, {object})),
			...(of ? [info(said('foreign-key-unindexed', keyFacts(of)), {object, title: 'unindexed FK'})] : []),
			info(said('build-reads', {tableBytes: table.tableBytes}), {object, title: 'build reads the table'}),
		],
	};
}

function keyFacts({constraint, references, quotedTable}: KeyToIndex) {
	return {
		constraint: sanitize(constraint),
		references: sanitize(references),
		table: sanitize(quotedTable),
	};
}

async function obstaclesOf(
	qualified: string,
	table: ActionTable,
	{reader, server}: Pick<PlanContext, 'reader' | 'server'>,
) {
	const there = await readIndexByName(reader, qualified);
	const partitioned = table.kind === 'p';
	const foreign = partitioned && (await readPartitions(reader, table.oid)).some(item => item.foreign);
	const shown = {schema: sanitize(table.schema), role: sanitize(server.quotedUser)};
	// An interrupted build of a partitioned index is continued.
	const inTheWay = there && !(partitioned && !there.valid) ? there : undefined;
	return [
		...(table.mayCreate ? [] : [said('create-denied', shown)]),
		...(foreign ? [said('foreign-partition', {table: sanitize(table.name)})] : []),
		...(inTheWay ? [said(inTheWay.valid ? 'name-taken' : 'failed-build')] : []),
	];
}
