import * as z from 'zod';
import byNameSql from '../../../sql/queries/tables/relations-by-name.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const names = z.array(z.string());

const foreignKey = z.object({
	name: z.string().nullable().describe('Null if the server chooses it'),
	columns: names.nullable().describe('Columns of this table; null where unknown'),
	incoming: z.boolean().describe('Whether it refers to this table'),
	key: z.string().nullable().describe('Key of this table that an incoming one refers to; null where unknown'),
	other: z.string().describe('The table at its other end'),
});
export type ForeignKey = z.infer<typeof foreignKey>;

const relationRow = z.object({
	name: z.string(),
	there: z.boolean(),
	table: z.string().nullable().describe('Table of an index, quoted as in SQL'),
	partitioned: z.boolean().describe('Partitioned, or an index on a partitioned table'),
	foreignKeys: z.array(foreignKey),
	droppedWith: names.describe('Relations that DROP locks too'),
	cascadedWith: names.describe('Relations that DROP … CASCADE locks too'),
	truncatedWith: names.describe('Tables that TRUNCATE … CASCADE empties too'),
	children: names.describe(
		'All children by inheritance and partitions; for an index, the tables of its partitions',
	),
	triggers: z.boolean().describe('Whether writes run user triggers or rules'),
});
export type RelationFacts = Omit<z.infer<typeof relationRow>, 'name'>;

/**
Reads the relations with these names in one query. Names are raw and quoted as in SQL, since they are compared with those of
statements. Names that this role may not look up are missing.
*/
export async function readRelations(
	reader: Reader,
	wanted: readonly string[],
): Promise<Map<string, RelationFacts>> {
	if (wanted.length === 0) return new Map();
	const list = JSON.stringify([...new Set(wanted)]);
	const rows = await reader.read(sql => sql.unsafe(sqlBody(byNameSql), [list]));
	return new Map(parseRawRows(rows, relationRow).map(({name, ...facts}) => [name, facts]));
}
