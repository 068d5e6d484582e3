import type {PackIndex} from '../../queries/registry/pack-objects.ts';

/** What keeps the values of these columns apart. A deferrable key does so at the end of a transaction only. */
type Uniqueness = 'immediate' | 'deferrable' | 'none';

/**
A partial index or one over more columns says nothing of these; and to what is deferrable no foreign key can refer
(transformFkeyCheckAttrs in tablecmds.c), nor can ON CONFLICT name it.
*/
export function uniquenessOf(
	table: string,
	columns: readonly string[],
	indexes: readonly PackIndex[],
): Uniqueness {
	const wanted = columns.toSorted().join();
	const found = indexes.filter(
		({unique, valid, predicate, keys, table: of}) =>
			of === table &&
			unique &&
			valid &&
			predicate === null &&
			keys
				.map(({text}) => text)
				.toSorted()
				.join() === wanted,
	);
	if (found.length === 0) return 'none';
	return found.some(({immediate}) => immediate) ? 'immediate' : 'deferrable';
}
