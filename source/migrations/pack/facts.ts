import type {PackObjects, PackRoutine} from '../../queries/registry/pack-objects.ts';
import {indexShape} from './index-shape.ts';

/** One object that the pack creates or changes, identified by kind and name. */
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
	/** The relation that it belongs to. */
	readonly table: string | null;
	readonly definition: Readonly<Record<string, unknown>>;
	/** The relations, columns and functions that it requires, as the pack defines them. */
	readonly reads: readonly string[];
};

export const keyOf = ({kind, name}: Pick<PackFact, 'kind' | 'name'>): string => `${kind} ${name}`;

/** The objects of a database as facts. Indexes of constraints are covered by the constraints. */
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

/** Objects that relations require. */
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

/** A name for people, without the schema public. */
export const shortName = (name: string): string => name.replace(/^public\./, '');
