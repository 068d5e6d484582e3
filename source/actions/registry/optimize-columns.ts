import fillSql from '../../../sql/actions/fill-column.sql';
import {identifier} from '../../format/identifier.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {touched} from '../../migrations/locks/lock-below.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';
import type {AddedColumn} from '../../migrations/pack/added-columns.ts';
import {shortName} from '../../migrations/pack/pack-facts.ts';
import type {Step} from '../../migrations/pack/pack-steps.ts';
import type {PackRelation} from '../../queries/registry/pack-objects.ts';
import {sqlBody} from '../../queries/statement.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {PlannedStatement} from '../engine/plan.ts';
import type {PackUnit} from './pack-target.ts';

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
		title: `Add ${plural(columns.length, 'column')} to ${sized(relation)}: ${columns.map(({name}) => name).join(', ')}`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: true,
		statements: [
			locking('ACCESS EXCLUSIVE', relation, `ALTER TABLE ${sqlName} ${list}`),
			...later.flatMap(({name, default: value, way}) => [
				locking(
					'ACCESS EXCLUSIVE',
					relation,
					`ALTER TABLE ${sqlName} ALTER COLUMN ${identifier(name)} SET DEFAULT ${value}`,
				),
				...(way === 'filled'
					? [
							locking(
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
	const alter = (rest: string) => step('ACCESS EXCLUSIVE', relation, `ALTER TABLE ${sqlName} ${rest}`);
	return {
		title: `Fill ${name} of ${sized(relation)}, in batches`,
		target: {kind: 'pack', names: [relation.name]},
		transactional: false,
		statements: [
			{
				...locking(
					'ROW EXCLUSIVE',
					relation,
					sqlBody(fillSql).replaceAll(':relation', sqlName).replaceAll(':column', name),
				),
				on: [sqlName, ...partitionsOf(relation), ...(relation.triggers ? [touched] : [])],
			},
			...(column.notNull
				? [
						alter(
							`DROP CONSTRAINT IF EXISTS ${check}, ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`,
						),
						locking(
							'SHARE UPDATE EXCLUSIVE',
							relation,
							`ALTER TABLE ${sqlName} VALIDATE CONSTRAINT ${check}`,
						),
						alter(`ALTER COLUMN ${name} SET NOT NULL`),
						alter(`DROP CONSTRAINT ${check}`),
					]
				: []),
			step('SHARE UPDATE EXCLUSIVE', relation, `COMMENT ON COLUMN ${sqlName}.${name} IS NULL`),
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

function sized({name, sizeBytes}: PackRelation): string {
	const size = sizeBytes === null ? 'size n/a: it is locked' : bytes(sizeBytes);
	return `${sanitise(shortName(name))} (${size})`;
}

const partitionsOf = ({kind, sqlName}: PackRelation) =>
	kind === 'p' ? [`the partitions of ${sqlName}`] : [];

const locking = (lock: LockMode, relation: PackRelation, text: string): PlannedStatement => ({
	text,
	lock,
	on: [relation.sqlName, ...(text.startsWith('COMMENT') ? [] : partitionsOf(relation))],
});

const step = (lock: LockMode, relation: PackRelation, text: string): PlannedStatement => ({
	...locking(lock, relation, text),
	stepsAside: true,
});
