import type {PackObjects, PackRoutine} from '../../queries/registry/pack-objects.ts';
import {indexShape} from './index-shape.ts';

/** One thing that the pack makes, or makes so: told apart by kind and name. */
export type PackFact = {
	readonly kind:
		| 'schema'
		| 'extension'
		| 'type'
		| 'relation'
		| 'index'
		| 'constraint'
		| 'trigger'
		| 'function'
		| 'setting'
		| 'grant';
	readonly name: string;
	/** The relation that it is part of. */
	readonly table: string | null;
	readonly definition: Readonly<Record<string, unknown>>;
	/** What has to be there, and be as the pack knows it: relations, their columns, functions. */
	readonly reads: readonly string[];
};

export const keyOf = ({kind, name}: Pick<PackFact, 'kind' | 'name'>): string => `${kind} ${name}`;

/** What was read of a database, as facts. Indexes of constraints are told by those. */
export function packFacts({relations, indexes, routines}: PackObjects): PackFact[] {
	return [
		...routines.filter(isFirst),
		...relations.flatMap((relation): PackFact[] => {
			const {name, kind, parent, columns, options, statistics} = relation;
			const all = Object.entries(columns);
			const types = all.map(([column, {type}]) => [column, type] as const);
			const defaults = all.flatMap(([column, {default: value}]) => (value === null ? [] : [[column, value]]));
			const generated = all.flatMap(([column, found]) => (found.generated ? [column] : []));
			const notNull = all.flatMap(([column, found]) => (found.notNull ? [column] : []));
			return [
				{
					kind: 'relation',
					name,
					table: relation.parent,
					definition: {
						kind,
						columns: Object.fromEntries(types),
						...(parent === null && 'rp'.includes(kind)
							? {
									defaults: Object.fromEntries(defaults),
									notNull,
									...(generated.length > 0 ? {generated} : {}),
								}
							: {}),
					},
					reads: routines.find(row => row.kind === 'view' && row.name === name)?.reads ?? [],
				},
				...(options.length > 0 ? [setting(name, name, {options: options.toSorted()}, [])] : []),
				...Object.entries(statistics).map(([column, target]) =>
					setting(`${name}.${column}`, name, {statistics: target}, [`${name}.${column}`]),
				),
			];
		}),
		...routines.filter(isPart),
		...indexes
			.filter(({ofConstraint}) => !ofConstraint)
			.map((index): PackFact => {
				const {name, table, columns} = index;
				const reads = columns.map(column => `${table}.${column}`);
				return {kind: 'index', name, table, definition: indexShape(index), reads};
			}),
	];
}

/** What relations need; types also before their columns are read. */
function isFirst(row: PackRoutine): row is PackRoutine & {kind: 'schema' | 'extension' | 'type'} {
	return row.kind === 'schema' || row.kind === 'extension' || row.kind === 'type';
}

function isPart(
	row: PackRoutine,
): row is PackRoutine & {kind: 'constraint' | 'trigger' | 'function' | 'grant'} {
	return !isFirst(row) && row.kind !== 'view';
}

function setting(
	name: string,
	table: string,
	definition: PackFact['definition'],
	reads: readonly string[],
): PackFact {
	return {kind: 'setting', name, table, definition, reads};
}

/** A name for people: the schema public goes without saying. */
export const shortName = (name: string): string => name.replace(/^public\./, '');

export const kindWords: Readonly<Record<string, string>> = {
	r: 'one plain table',
	p: 'partitioned',
	v: 'a view',
	m: 'a materialized view',
	f: 'a foreign table',
	S: 'a sequence',
};
