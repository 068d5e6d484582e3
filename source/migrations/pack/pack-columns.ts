import type {PackRelation} from '../../queries/registry/pack-objects.ts';
import {type AddedColumn, addedColumn, referredBy} from './added-columns.ts';
import {typeServes} from './column-types.ts';
import type {WantedFact} from './manifest.ts';
import {shortName} from './pack-facts.ts';

export type ColumnProblem = {
	readonly column: string;
	readonly absent: boolean;
	readonly sentence: string;
	/** How it is added, where it can be. */
	readonly add?: AddedColumn;
};

/**
Columns that are missing or of another type, of the tables that are there.
@param oddTypes why no column is added of such a type of the pack
*/
export function columnProblems(
	manifest: readonly WantedFact[],
	relations: ReadonlyMap<string, PackRelation>,
	oddTypes: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly ColumnProblem[]> {
	const enums = new Map(
		manifest.flatMap(({kind, name, definition}) =>
			kind === 'type' ? [[name, definition.labels as readonly string[]] as const] : [],
		),
	);
	const referred = referredBy(manifest);
	const keyType = (column: string) => {
		const [, table = '', name = ''] = /^(.*)\.([^.]*)$/.exec(referred.get(column) ?? '') ?? [];
		return relations.get(table)?.columns[name]?.type;
	};
	const all = new Map<string, ColumnProblem[]>();
	for (const fact of manifest) {
		const {kind, name, definition} = fact;
		const relation = relations.get(name);
		// What is a view in the pack is no place to add columns to, whatever has its name here.
		const isTable = kind === 'relation' && 'rp'.includes(String(definition.kind));
		if (!isTable || !relation || !'rpf'.includes(relation.kind)) continue;
		const problems = Object.entries(definition.columns as Record<string, string>).flatMap(
			([column, type]): ColumnProblem[] => {
				const here = relation.columns[column];
				if (!here || here.filling) {
					const add = addedColumn(column, fact, relation, keyType(`${name}.${column}`));
					const sentence = `${shortName(name)} has no column ${column}`;
					const odd = oddTypes.get(type);
					if (odd !== undefined) {
						return [{column, absent: false, sentence: `${shortName(name)}.${column} is not added: ${odd}`}];
					}
					return [{column, absent: true, sentence, ...(add ? {add} : {})}];
				}
				if (typeServes(type, enums.get(type), here)) return [];
				const sentence = `${shortName(name)}.${column} is ${here.type} here, and ${type} in the pack`;
				return [{column, absent: false, sentence}];
			},
		);
		if (problems.length > 0) all.set(name, problems);
	}
	return all;
}
