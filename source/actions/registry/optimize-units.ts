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

/** The steps as units of a plan, with the size of what each one reads. */
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
					title: `Mark ${sanitize(step.file.fileName)} as applied: all of it is there`,
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

/** Named as SQL writes it: as the server does where it is there; names of the pack need no quotes. */
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
		title: `Drop ${sanitize(shortName(index.name))}, left of a rebuild that was interrupted`,
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
		title: `Gather statistics of ${plural(tables.length, 'table')}`,
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
	const isChecked = fact?.kind === 'constraint' && !fact.made[0]?.startsWith(`${file.version}:`);
	const builds = statements.some(({buildsIndex}) => buildsIndex !== undefined);
	const title =
		fact && facts.length === 1
			? `${builds ? 'Build' : isChecked ? 'Check' : 'Make'} ${fact.kind} ${sanitize(shortName(fact.name))}${fact.kind === 'index' ? sized(fact.table, context) : ''}`
			: `Make ${plural(facts.length, 'part')} of ${sanitize(file.fileName)}`;
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
		? 'size n/a: one is locked'
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
A column that each row has a value of its own in is added without one, and rows that come get theirs from then on; those
that are there get theirs in batches; a check that they all have it is stated, read through beside writers, and taken for
granted by SET NOT NULL (since 12), which then reads nothing. The comment tells a later run that this was begun.
*/

/** Columns that a table lacks, in one statement behind one lock, for which the server touches no row. */
export function columnsUnit({relation, columns}: Extract<Step, {kind: 'columns'}>): PackUnit {
	const {sqlName} = relation;
	const later = columns.filter(({way}) => way === 'filled' || way === 'from now on');
	// What is worked out from others comes after those.
	const list = columns
		.toSorted((a, b) => Number(a.generated) - Number(b.generated))
		.map(column => `ADD COLUMN IF NOT EXISTS ${definition(column)}`)
		.join(', ');
	return {
		title: `Add ${plural(columns.length, 'column')} to ${sizedRelation(relation)}: ${columns.map(({name}) => name).join(', ')}`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: true,
		statements: [
			locking('alter-table', 'ACCESS EXCLUSIVE', relation, `ALTER TABLE ${sqlName} ${list}`),
			...later.flatMap(({name, default: value, way}) => [
				locking(
					'alter-table',
					'ACCESS EXCLUSIVE',
					relation,
					`ALTER TABLE ${sqlName} ALTER COLUMN ${identifier(name)} SET DEFAULT ${value}`,
				),
				...(way === 'filled'
					? [
							locking(
								'comment',
								'SHARE UPDATE EXCLUSIVE',
								relation,
								`COMMENT ON COLUMN ${sqlName}.${identifier(name)} IS 'Registry pack: being filled.'`,
							),
						]
					: []),
			]),
		],
		record: [],
	};
}

/** Gives the rows that are there their values, and sees to it that there is no row without. */
export function fillUnit({relation, column}: Extract<Step, {kind: 'fill'}>): PackUnit {
	const {sqlName} = relation;
	const name = identifier(column.name);
	const check = identifier(`${shortName(relation.name)}_${column.name}_filled`.slice(-63));
	const alter = (rest: string) =>
		step('alter-table', 'ACCESS EXCLUSIVE', relation, `ALTER TABLE ${sqlName} ${rest}`);
	return {
		title: `Fill ${name} of ${sizedRelation(relation)}, in batches`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: false,
		statements: [
			{
				...locking(
					'other',
					'ROW EXCLUSIVE',
					relation,
					sqlBody(fillSql).replaceAll(':relation', sqlName).replaceAll(':column', name),
				),
				on: [sqlName, ...partitionsOf(relation), ...(relation.triggers ? locked(triggerTables) : [])],
			},
			...(column.notNull
				? [
						alter(
							`DROP CONSTRAINT IF EXISTS ${check}, ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`,
						),
						locking(
							'alter-table',
							'SHARE UPDATE EXCLUSIVE',
							relation,
							`ALTER TABLE ${sqlName} VALIDATE CONSTRAINT ${check}`,
						),
						alter(`ALTER COLUMN ${name} SET NOT NULL`),
						alter(`DROP CONSTRAINT ${check}`),
					]
				: []),
			step('comment', 'SHARE UPDATE EXCLUSIVE', relation, `COMMENT ON COLUMN ${sqlName}.${name} IS NULL`),
		],
		record: [],
	};
}

function definition({name, type, default: value, way, notNull, generated}: AddedColumn): string {
	const bare = `${identifier(name)} ${type}`;
	if (way === 'filled' || way === 'from now on') return bare;
	const given = generated
		? ` GENERATED ALWAYS AS (${value}) STORED`
		: value === null
			? ''
			: ` DEFAULT ${value}`;
	return `${bare}${given}${notNull ? ' NOT NULL' : ''}`;
}

function sizedRelation({name, sizeBytes}: PackRelation): string {
	const size = sizeBytes === null ? 'size n/a: it is locked' : bytes(sizeBytes);
	return `${sanitize(shortName(name))} (${size})`;
}

const partitionsOf = ({kind, sqlName}: PackRelation) =>
	kind === 'p' ? locked({relation: sqlName, of: 'partitions'}) : [];

const locked = (of: Locked): string[] => [lockedText(of) ?? []].flat();

const locking = (
	does: StatementKind,
	lock: LockMode,
	relation: PackRelation,
	text: string,
): PlannedStatement => ({
	does,
	text,
	lock,
	on: [relation.sqlName, ...(does === 'comment' ? [] : partitionsOf(relation))],
});

const step = (...planned: Parameters<typeof locking>): PlannedStatement => ({
	...locking(...planned),
	stepsAside: true,
});
