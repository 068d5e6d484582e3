import {identifier} from '../../format/identifier.ts';
import {
	type IndexDefinition,
	indexName,
	readIndexDefinition,
} from '../../migrations/parse/index-definition.ts';
import {RefusedError, UsageError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type KeyToIndex, readKeysToIndex, readTableOid} from '../../queries/indexes/foreign-keys.ts';
import {type ActionTable, readActionTable} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';

/** An index that is to be built, and the foreign key that it is for. */
export type Wanted = {definition: IndexDefinition; table: ActionTable; of: KeyToIndex | undefined};

/** By a definition of one's own. */
export async function wantedBy(reader: Reader, text: string): Promise<Wanted> {
	const definition = await readIndexDefinition(text);
	if ('code' in definition) throw new UsageError(definition.text);
	const oid = await readTableOid(reader, definition.table);
	const table = oid === undefined ? undefined : await readActionTable(reader, oid);
	if (!table) throw new RefusedError(`There is no table ${sanitize(definition.table)} here.`);
	return {definition, table, of: undefined};
}

/**
For the foreign keys that have none.
@param tables whose, or of all
@param constraints these alone
*/
export async function suggested(
	reader: Reader,
	tables: readonly number[] | 'all',
	constraints?: readonly number[],
): Promise<Wanted[]> {
	const keys = (await readKeysToIndex(reader, tables)).filter(
		({oid}) => constraints === undefined || constraints.includes(oid),
	);
	const found = new Map<string, Wanted>();
	for (const key of keys) {
		const table = await readActionTable(reader, key.tableOid);
		const definition: IndexDefinition = {
			unique: false,
			name: undefined,
			table: key.quotedTable,
			parts: [key.table, ...key.columns],
			rest: `(${key.quotedColumns.join(', ')})`,
		};
		// Two foreign keys of the same columns are served by one index.
		if (table) found.set(`${key.tableOid} ${definition.rest}`, {definition, table, of: key});
	}
	return [...found.values()];
}

/** The name that was given; else one that nothing has yet. */
export async function freeName(
	reader: Reader,
	{name, parts}: IndexDefinition,
	table: ActionTable,
	taken: Set<string>,
): Promise<string> {
	if (name !== undefined) return name;
	for (let attempt = 0; ; attempt++) {
		const made = indexName(parts, attempt);
		const qualified = `${table.schema}.${identifier(made)}`;
		if (taken.has(qualified) || (await readTableOid(reader, qualified)) !== undefined) continue;
		taken.add(qualified);
		return made;
	}
}
