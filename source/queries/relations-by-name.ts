import * as z from 'zod';
import byNameSql from '../../sql/queries/relations-by-name.sql';
import type {Reader} from '../postgres/reader.ts';
import {parseRawRows, sqlBody} from './statement.ts';

const relationRow = z.object({
	name: z.string(),
	there: z.boolean(),
	table: z.string().nullable().describe('Of an index, as SQL writes it'),
});

/**
What relations of these names are there, all asked at once. Names are as SQL writes them, raw in the answer too: they
are compared with those of statements. Names that this role may not look up are missing.
*/
export async function readRelations(
	reader: Reader,
	names: readonly string[],
): Promise<Map<string, {there: boolean; table: string | null}>> {
	if (names.length === 0) return new Map();
	const list = JSON.stringify([...new Set(names)]);
	const rows = await reader.read(sql => sql.unsafe(sqlBody(byNameSql), [list]));
	return new Map(parseRawRows(rows, relationRow).map(({name, there, table}) => [name, {there, table}]));
}
