import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import {type PackFact, shortName} from './facts.ts';
import type {WantedFact} from './manifest.ts';
import {type PackReason, packReason} from './words.ts';

/** How the uniqueness of columns is enforced. A deferrable key is checked only at the end of a transaction. */
type Uniqueness = 'immediate' | 'deferrable' | 'none';

/**
A partial index, or one over further columns, does not count. Foreign keys cannot reference a deferrable key
(transformFkeyCheckAttrs in tablecmds.c), and ON CONFLICT cannot use it.
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

export const isReference = ({kind, definition}: WantedFact) =>
	kind === 'constraint' && definition.type === 'f';

/** Why 20260101000250_references.sql would skip a foreign key between existing tables. */
export function cantRefer(
	fact: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
	indexes: readonly PackIndex[],
): PackReason | undefined {
	if (!isReference(fact)) return undefined;
	const {table, reads} = fact;
	const referenced = reads.filter(read => tableOf(read) !== table);
	const parent = tableOf(referenced[0] ?? '');
	if (!relations.has(parent)) return undefined;
	const columns = referenced.map(columnOf).toSorted();
	return missingTarget(parent, columns, indexes) ?? wouldRewrite(fact, relations);
}

/** The referenced columns have no unique key, or only a deferrable one. */
function missingTarget(
	parent: string,
	columns: readonly string[],
	indexes: readonly PackIndex[],
): PackReason | undefined {
	const unique = uniquenessOf(parent, columns, indexes);
	if (unique === 'immediate') return undefined;
	const key = {table: shortName(parent), columns};
	return packReason(unique === 'deferrable' ? 'deferrable-key' : 'no-unique-key', key);
}

/** An empty table gets the type of the referenced key; a filled one would be rewritten under a lock. */
function wouldRewrite(
	{table, reads}: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
): PackReason | undefined {
	const child = relations.get(table ?? '');
	if (!child?.occupied) return undefined;
	const typeOf = (read: string) => relations.get(tableOf(read))?.columns[columnOf(read)]?.type;
	const [own] = reads.filter(read => tableOf(read) === table);
	const [key] = reads.filter(read => tableOf(read) !== table);
	const [ownType, keyType] = [own && typeOf(own), key && typeOf(key)];
	if (own === undefined || key === undefined || ownType === keyType) return undefined;
	return packReason('table-rewrite', {
		own: shortName(own),
		ownType: ownType ?? '?',
		key: shortName(key),
		keyType: keyType ?? '?',
		child: shortName(child.name),
		sqlName: child.sqlName,
		column: columnOf(own),
	});
}

const columnOf = (read: string): string => read.replace(/^.*\./, '');
const tableOf = (column: string): string => column.replace(/\.[^.]*$/, '');

/*
The pack adds constraints only to its own tables. Existing or future rows of another tool's tables may violate them, so
missing constraints are only reported, with a way to add them that blocks nobody. The advice never uses the pack's name for
a key, which marks its own tables.
*/

const kinds: Readonly<Record<string, string>> = {
	c: 'CHECK',
	f: 'FOREIGN KEY',
	p: 'PRIMARY KEY',
	u: 'UNIQUE',
};

/** Why this constraint is not added to another tool's table, and how to add it; undefined if nothing is missing. */
export function unmadeConstraint(
	fact: WantedFact,
	live: ReadonlyMap<string, PackFact>,
	relations: ReadonlyMap<string, PackRelation>,
	indexes: readonly PackIndex[],
): PackReason | undefined {
	const relation = relations.get(fact.table ?? '');
	const type = String(fact.definition.type);
	if (fact.kind !== 'constraint' || !relation || relation.parent !== null || !'rp'.includes(relation.kind)) {
		return undefined;
	}
	const own = fact.reads.filter(read => read.replace(/\.[^.]*$/, '') === relation.name);
	const columns = own.map(read => read.replace(/^.*\./, ''));
	// A missing column is reported on its own.
	if (columns.some(column => !(column in relation.columns))) return undefined;
	if (type === 'p' || type === 'u') return missingKey(relation, columns, indexes);
	const served = [...live.values()].some(
		({kind, table, name, definition, reads}) =>
			kind === 'constraint' &&
			table === relation.name &&
			(name === fact.name || (type === 'f' && definition.type === 'f' && sameSet(reads, fact.reads))),
	);
	if (served || kinds[type] === undefined) return undefined;
	const file = fact.made[0]?.split(':')[0] ?? '';
	return packReason('constraint-not-added', {table: relation.sqlName, columns, kind: kinds[type], file});
}

function missingKey(
	{name, sqlName, kind}: PackRelation,
	columns: readonly string[],
	indexes: readonly PackIndex[],
): PackReason | undefined {
	if (uniquenessOf(name, columns, indexes) !== 'none') return undefined;
	return packReason('key-not-added', {table: sqlName, columns, partitioned: kind === 'p'});
}

const sameSet = (one: readonly string[], other: readonly string[]) =>
	one.toSorted().join() === other.toSorted().join();
