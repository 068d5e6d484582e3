import * as z from 'zod';
import byNameSql from '../../../sql/queries/tables/relations-by-name.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const names = z.array(z.string());

const foreignKey = z.object({
	name: z.string().nullable().describe('Null where the server chooses it'),
	columns: names.nullable().describe('Of this table; null where they are not known'),
	incoming: z.boolean().describe('It refers to this table'),
	key: z.string().nullable().describe('Of this table, that an incoming one rests on; null where not known'),
	other: z.string().describe('The table at its other end'),
});
export type ForeignKey = z.infer<typeof foreignKey>;

const relationRow = z.object({
	name: z.string(),
	there: z.boolean(),
	table: z.string().nullable().describe('Of an index, as SQL writes it'),
	partitioned: z.boolean().describe('Or of a table that is'),
	foreignKeys: z.array(foreignKey),
	droppedWith: names.describe('Locked too by a DROP of it'),
	cascadedWith: names.describe('Locked too by a DROP … CASCADE of it'),
	truncatedWith: names.describe('Emptied too by a TRUNCATE … CASCADE of it'),
	children: names.describe(
		'What inherits from it, partitions too, down to the last; of an index, their tables',
	),
	triggers: z.boolean().describe('Writing to it runs triggers or rules of its own'),
});
export type RelationFacts = Omit<z.infer<typeof relationRow>, 'name'>;

/**
What relations of these names are there, all asked at once. Names are as SQL writes them, raw in the answer too: they
are compared with those of statements. Names that this role may not look up are missing.
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
