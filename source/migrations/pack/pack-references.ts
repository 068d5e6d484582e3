import type {PackIndex, PackRelation} from '../../queries/registry/pack-objects.ts';
import type {WantedFact} from './manifest.ts';
import {shortName} from './pack-facts.ts';
import {uniquenessOf} from './pack-keys.ts';

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
