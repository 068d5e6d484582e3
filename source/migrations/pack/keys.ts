import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import {type PackFact, shortName} from './facts.ts';
import type {WantedFact} from './manifest.ts';

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

export const isReference = ({kind, definition}: WantedFact) =>
	kind === 'constraint' && definition.type === 'f';

/** Why 20260101000250_references.sql would pass over a foreign key between tables that are there. */
export function cantRefer(
	fact: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
	indexes: readonly PackIndex[],
): string | undefined {
	if (!isReference(fact)) return undefined;
	const {table, reads} = fact;
	const referenced = reads.filter(read => tableOf(read) !== table);
	const parent = tableOf(referenced[0] ?? '');
	if (!relations.has(parent)) return undefined;
	const columns = referenced.map(columnOf).toSorted();
	return lacksTarget(parent, columns, indexes) ?? wouldRewrite(fact, relations);
}

/** Nothing makes the columns unique that it refers to, or only a key that none can refer to. */
function lacksTarget(
	parent: string,
	columns: readonly string[],
	indexes: readonly PackIndex[],
): string | undefined {
	const unique = uniquenessOf(parent, columns, indexes);
	if (unique === 'immediate') return undefined;
	const [name, list] = [shortName(parent), columns.join(', ')];
	const build = `run CREATE UNIQUE INDEX CONCURRENTLY ON ${name} (${list}), and this again`;
	return unique === 'deferrable'
		? `nothing makes ${list} of ${name} unique here, but for a deferrable key, which no foreign key can refer to. Beside it, ${build}`
		: `nothing makes ${list} of ${name} unique here, which foreign keys refer to. Where it is unique, ${build}`;
}

/** An empty table gets the type of the key that it refers to; one with rows would be rewritten behind a lock. */
function wouldRewrite(
	{table, reads}: WantedFact,
	relations: ReadonlyMap<string, PackRelation>,
): string | undefined {
	const child = relations.get(table ?? '');
	if (!child?.occupied) return undefined;
	const typeOf = (read: string) => relations.get(tableOf(read))?.columns[columnOf(read)]?.type;
	const [own] = reads.filter(read => tableOf(read) === table);
	const [key] = reads.filter(read => tableOf(read) !== table);
	const [ownType, keyType] = [own && typeOf(own), key && typeOf(key)];
	if (own === undefined || key === undefined || ownType === keyType) return undefined;
	return `${shortName(own)} is ${ownType} here and ${shortName(key)} ${keyType}: to change that would rewrite the rows of ${shortName(child.name)} behind a lock. Where that can be, run ALTER TABLE ${child.sqlName} ALTER ${columnOf(own)} TYPE ${keyType} USING ${columnOf(own)}::text::${keyType}, and this again`;
}

const columnOf = (read: string): string => read.replace(/^.*\./, '');
const tableOf = (column: string): string => column.replace(/\.[^.]*$/, '');

/*
Constraints that the pack states on the tables that it makes. On those of another tool it states none: rows that are there
may be otherwise, and so may what that tool writes next. What of them is missing is told, with the way to state it that
holds up nobody. Keys are never advised under the pack's name, by which its own tables are told.
*/

const kinds: Readonly<Record<string, string>> = {
	c: 'CHECK',
	f: 'FOREIGN KEY',
	p: 'PRIMARY KEY',
	u: 'UNIQUE',
};

/** What another tool's table lacks of this constraint, and what could be done; undefined where it lacks nothing of it. */
export function unmadeConstraint(
	fact: WantedFact,
	live: ReadonlyMap<string, PackFact>,
	relations: ReadonlyMap<string, PackRelation>,
	indexes: readonly PackIndex[],
): string | undefined {
	const relation = relations.get(fact.table ?? '');
	const type = String(fact.definition.type);
	if (fact.kind !== 'constraint' || !relation || relation.parent !== null || !'rp'.includes(relation.kind)) {
		return undefined;
	}
	const own = fact.reads.filter(read => read.replace(/\.[^.]*$/, '') === relation.name);
	const columns = own.map(read => read.replace(/^.*\./, ''));
	// A column that is not there is told as such.
	if (columns.some(column => !(column in relation.columns))) return undefined;
	if (type === 'p' || type === 'u') return lacksKey(relation, columns, indexes);
	const served = [...live.values()].some(
		({kind, table, name, definition, reads}) =>
			kind === 'constraint' &&
			table === relation.name &&
			(name === fact.name || (type === 'f' && definition.type === 'f' && sameSet(reads, fact.reads))),
	);
	if (served || kinds[type] === undefined) return undefined;
	const file = fact.made[0]?.split(':')[0] ?? '';
	return `another tool made ${relation.sqlName}, so the pack states nothing on its ${columns.join(', ')}. Its text is in migration ${file}: ALTER TABLE ${relation.sqlName} ADD … ${kinds[type]} … NOT VALID holds for new rows, and VALIDATE CONSTRAINT reads the others while they are written`;
}

function lacksKey(
	{name, sqlName, kind}: PackRelation,
	columns: readonly string[],
	indexes: readonly PackIndex[],
): string | undefined {
	if (uniquenessOf(name, columns, indexes) !== 'none') return undefined;
	const list = columns.join(', ');
	const offending = `SELECT ${list}, count(*) FROM ${sqlName} GROUP BY ${list} HAVING count(*) > 1`;
	const way =
		kind === 'p'
			? 'Where it shows none, a UNIQUE constraint can be stated, behind a lock: the table is partitioned'
			: `Where it shows none: CREATE UNIQUE INDEX CONCURRENTLY a_name ON ${sqlName} (${list}), then ALTER TABLE ${sqlName} ADD CONSTRAINT a_name UNIQUE USING INDEX a_name`;
	return `nothing makes ${list} of ${sqlName} unique here, as the pack has it. Rows in the way: ${offending}. ${way}`;
}

const sameSet = (one: readonly string[], other: readonly string[]) =>
	one.toSorted().join() === other.toSorted().join();
