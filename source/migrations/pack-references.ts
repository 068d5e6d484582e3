import type {PackIndex, PackRelation} from '../queries/pack-objects.ts';
import type {WantedFact} from './manifest.ts';
import {shortName} from './pack-facts.ts';

/** Why a foreign key can't refer to a table that is there: nothing makes the columns unique that it refers to. */
export function lacksKey(
	{kind, table, definition, reads}: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
	indexes: readonly PackIndex[],
): string | undefined {
	if (kind !== 'constraint' || definition.type !== 'f') return undefined;
	const referenced = reads.filter(read => tableOf(read) !== table);
	const parent = tableOf(referenced[0] ?? '');
	if (!relations.has(parent)) return undefined;
	const columns = referenced.map(read => read.replace(/^.*\./, '')).toSorted();
	const isUnique = indexes.some(
		index =>
			index.table === parent &&
			index.unique &&
			index.valid &&
			index.immediate &&
			index.predicate === null &&
			index.keys
				.map(({text}) => text)
				.toSorted()
				.join() === columns.join(),
	);
	if (isUnique) return undefined;
	const [name, list] = [shortName(parent), columns.join(', ')];
	return `nothing makes ${list} of ${name} unique here, which foreign keys refer to. Where it is unique, run CREATE UNIQUE INDEX CONCURRENTLY ON ${name} (${list}), and this again`;
}

const tableOf = (column: string): string => column.replace(/\.[^.]*$/, '');
