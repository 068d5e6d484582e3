import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import type {WantedFact} from './manifest.ts';
import type {PackFact} from './pack-facts.ts';
import {uniquenessOf} from './pack-keys.ts';

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
