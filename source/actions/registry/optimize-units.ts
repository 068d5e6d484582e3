import fillSql from '../../../sql/actions/fill-column.sql';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {identifier} from '../../format/identifier.ts';
import {bytes, plural} from '../../format/quantities.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';
import {triggerTables} from '../../migrations/locks/lock-reach.ts';
import type {Relations} from '../../migrations/locks/relations.ts';
import {type Locked, lockedText} from '../../migrations/locks/words.ts';
import type {AddedColumn} from '../../migrations/pack/columns.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {Step} from '../../migrations/pack/steps.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import {sqlBody} from '../../queries/statement.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check, PlannedStatement, StatementKind} from '../engine/plan.ts';
import {corrupting} from '../indexes/concurrent-builds.ts';
import {partitionedIndex} from '../indexes/partitioned-builds.ts';
import {migrationUnit, plannedStatements, recorded, relationsOf} from '../migrations/migration-unit.ts';
import type {PackUnit} from './pack-target.ts';

type Context = {
	readonly reader: Reader;
	readonly server: ServerIdentity;
	readonly relations: readonly PackRelation[];
};

/** The steps as units of a plan, with the size of the table that each one reads. */
export async function optimizeUnits(
	steps: readonly Step[],
	context: Context,
): Promise<{units: PackUnit[]; checks: Check[]}> {
	const known = await relationsOf(
		context.reader,
		steps.flatMap(step => (step.kind === 'file' || step.kind === 'parts' ? (step.file.up ?? []) : [])),
	);
	const units: PackUnit[] = [];
	const checks: Check[] = [];
	for (const step of steps) {
		const planned = await unitOf(step, context, known);
		if (planned.unit) units.push(planned.unit);
		checks.push(...planned.checks);
	}
	return {units, checks};
}

type Planned = {unit: PackUnit | undefined; checks: readonly Check[]};

async function unitOf(step: Step, context: Context, known: Relations): Promise<Planned> {
	switch (step.kind) {
		case 'remove':
			return {unit: removeUnit(step.index, context), checks: []};
		case 'repair':
			return {unit: repairUnit(step.index, context), checks: corrupting(context.server)};
		case 'file':
			return migrationUnit(step.file, 'up', context.server, known);
		case 'parts':
			return partsUnit(step, context, known);
		case 'columns':
			return {unit: columnsUnit(step), checks: []};
		case 'fill':
			return {unit: fillUnit(step), checks: []};
		case 'partitioned':
			return partitionedUnit(step, context);
		case 'mark':
			return {
				unit: {
					title: `Record ${sanitize(step.file.fileName)} as applied: its objects exist`,
					target: {kind: 'migration', version: step.file.version, name: step.file.fileName},
					transactional: true,
					statements: [],
					record: recorded(step.file, context.server),
				},
				checks: [],
			};
		case 'analyze':
			return {unit: analyzeUnit(step.tables, context), checks: []};
	}
}

/** A name quoted for SQL: by the server if the relation exists; names of the pack need no quotes. */
function sqlName(name: string, {relations}: Context): string {
	return relations.find(relation => relation.name === name)?.sqlName ?? name;
}

function sized(table: string | null, {relations}: Context): string {
	const relation = relations.find(({name}) => name === table);
	if (!relation) return '';
	return ` on ${sizedRelation(relation)}`;
}

function removeUnit(index: PackIndex, context: Context): PackUnit {
	return {
		title: `Drop ${sanitize(shortName(index.name))}, left behind by an interrupted rebuild`,
		target: {kind: 'pack', names: [index.name], index: 'invalid'},
		transactional: false,
		statements: [
			gentle('drop-index', `DROP INDEX CONCURRENTLY ${index.sqlName}`, sqlName(index.table, context)),
		],
		record: [],
	};
}

function repairUnit(index: PackIndex, context: Context): PackUnit {
	return {
		title: `Rebuild the INVALID index ${sanitize(shortName(index.name))}${sized(index.table, context)}`,
		target: {kind: 'pack', names: [index.name], index: 'invalid'},
		transactional: false,
		statements: [
			{
				...gentle('reindex', `REINDEX INDEX CONCURRENTLY ${index.sqlName}`, sqlName(index.table, context)),
				buildsIndex: index.sqlName,
			},
		],
		record: [],
	};
}

function analyzeUnit(tables: readonly string[], context: Context): PackUnit {
	const names = tables.map(table => sqlName(table, context));
	return {
		title: `Analyze ${plural(tables.length, 'table')}`,
		target: {kind: 'pack', names: tables},
		transactional: false,
		statements: names.map(name => gentle('analyze', `ANALYZE ${name}`, name)),
		record: [],
	};
}

const gentle = (does: StatementKind, text: string, table: string): PlannedStatement => ({
	does,
	text,
	lock: 'SHARE UPDATE EXCLUSIVE',
	on: [table],
});

async function partsUnit(
	{file, places, facts}: Extract<Step, {kind: 'parts'}>,
	context: Context,
	known: Relations,
): Promise<Planned> {
	if (!file.up) return {unit: undefined, checks: []};
	const {statements, checks} = await plannedStatements(file, file.up, known, context.server, places);
	known.fileEnded();
	const [fact] = facts;
	const isChecked = fact?.kind === 'constraint' && fact.made[0]?.split(':')[0] !== file.version;
	const builds = statements.some(({buildsIndex}) => buildsIndex !== undefined);
	const title =
		fact && facts.length === 1
			? `${builds ? 'Build' : isChecked ? 'Validate' : 'Create'} ${fact.kind} ${sanitize(shortName(fact.name))}${fact.kind === 'index' ? sized(fact.table, context) : ''}`
			: `Create ${plural(facts.length, 'object')} of ${sanitize(file.fileName)}`;
	return {
		unit: {
			title,
			target: {
				kind: 'pack',
				names: facts.map(({name}) => name),
				...(builds ? {index: 'absent'} : {}),
			},
			transactional: file.up.transaction,
			statements,
			record: [],
		},
		checks,
	};
}

async function partitionedUnit(
	{file, place, fact, partitions}: Extract<Step, {kind: 'partitioned'}>,
	context: Context,
): Promise<Planned> {
	const name = sanitize(shortName(fact.name));
	const size = partitions.some(({sizeBytes}) => sizeBytes === null)
		? 'size n/a: a partition is locked'
		: bytes(partitions.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0));
	return {
		unit: {
			title: `Build index ${name} on ${plural(partitions.length, 'partition')} of ${sanitize(shortName(fact.table ?? ''))} (${size})`,
			target: {kind: 'pack', names: [fact.name]},
			transactional: false,
			statements: await partitionedIndex(context.reader, file, place, partitions),
			record: [],
		},
		checks: corrupting(context.server),
	};
}

/*
A column with another value in each row is added without a default. New rows get theirs by a default that is set next,
existing rows in batches. A CHECK is added NOT VALID, validated beside writers, and lets SET NOT NULL skip its scan (since
12). A comment on the column tells a later run that the filling has begun.
*/

/** Adds the missing columns of a table in one statement and one lock, without a rewrite. */
export function columnsUnit({relation, columns}: Extract<Step, {kind: 'columns'}>): PackUnit {
	const later = columns.filter(({way}) => way === 'filled' || way === 'new-rows');
	// Generated columns come after the columns that they use.
	const list = columns
		.toSorted((a, b) => Number(a.generated) - Number(b.generated))
		.map(column => `ADD COLUMN IF NOT EXISTS ${definition(column)}`)
		.join(', ');
	return {
		title: `Add ${plural(columns.length, 'column')} to ${sizedRelation(relation)}: ${columns.map(({name}) => name).join(', ')}`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: true,
		statements: [
			altering('ACCESS EXCLUSIVE', relation, list),
			...later.flatMap(({name, default: value, way}) => [
				altering('ACCESS EXCLUSIVE', relation, `ALTER COLUMN ${identifier(name)} SET DEFAULT ${value}`),
				...(way === 'filled'
					? [commenting(relation, identifier(name), "'Registry pack: being filled.'")]
					: []),
			]),
		],
		record: [],
	};
}

/** Fills existing rows, and sets NOT NULL. */
export function fillUnit({relation, column}: Extract<Step, {kind: 'fill'}>): PackUnit {
	const {sqlName} = relation;
	const name = identifier(column.name);
	const check = identifier(`${shortName(relation.name)}_${column.name}_filled`.slice(-63));
	const alter = (rest: string): PlannedStatement => ({
		...altering('ACCESS EXCLUSIVE', relation, rest),
		stepsAside: true,
	});
	return {
		title: `Fill ${name} of ${sizedRelation(relation)}, in batches`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: false,
		statements: [
			{
				does: 'other',
				text: sqlBody(fillSql).replaceAll(':relation', sqlName).replaceAll(':column', name),
				lock: 'ROW EXCLUSIVE',
				on: [sqlName, ...partitionsOf(relation), ...(relation.triggers ? locked(triggerTables) : [])],
			},
			...(column.notNull
				? [
						alter(
							`DROP CONSTRAINT IF EXISTS ${check}, ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`,
						),
						altering('SHARE UPDATE EXCLUSIVE', relation, `VALIDATE CONSTRAINT ${check}`),
						alter(`ALTER COLUMN ${name} SET NOT NULL`),
						alter(`DROP CONSTRAINT ${check}`),
					]
				: []),
			{...commenting(relation, name, 'NULL'), stepsAside: true},
		],
		record: [],
	};
}

function definition({name, type, default: value, way, notNull, generated}: AddedColumn): string {
	const bare = `${identifier(name)} ${type}`;
	if (way === 'filled' || way === 'new-rows') return bare;
	const given = generated
		? ` GENERATED ALWAYS AS (${value}) STORED`
		: value === null
			? ''
			: ` DEFAULT ${value}`;
	return `${bare}${given}${notNull ? ' NOT NULL' : ''}`;
}

function sizedRelation({name, sizeBytes}: PackRelation): string {
	const size = sizeBytes === null ? 'size n/a: locked' : bytes(sizeBytes);
	return `${sanitize(shortName(name))} (${size})`;
}

const partitionsOf = ({kind, sqlName}: PackRelation) =>
	kind === 'p' ? locked({relation: sqlName, of: 'partitions'}) : [];

const locked = (of: Locked): string[] => [lockedText(of) ?? []].flat();

const altering = (lock: LockMode, relation: PackRelation, rest: string): PlannedStatement => ({
	does: 'alter-table',
	text: `ALTER TABLE ${relation.sqlName} ${rest}`,
	lock,
	on: [relation.sqlName, ...partitionsOf(relation)],
});

/** A comment does not lock partitions. */
const commenting = ({sqlName}: PackRelation, column: string, value: string): PlannedStatement => ({
	does: 'comment',
	text: `COMMENT ON COLUMN ${sqlName}.${column} IS ${value}`,
	lock: 'SHARE UPDATE EXCLUSIVE',
	on: [sqlName],
});
