import * as z from 'zod';
import byNameSql from '../../../sql/queries/registry/functions-by-name.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const functionRow = z.object({name: z.string()});

/** The names, quoted for SQL, whose functions change no definitions. */
export async function readGentleFunctions(reader: Reader, names: readonly string[]): Promise<Set<string>> {
	if (names.length === 0) return new Set();
	const list = JSON.stringify([...new Set(names)]);
	const rows = await reader.read(sql => sql.unsafe(sqlBody(byNameSql), [list]));
	return new Set(parseRawRows(rows, functionRow).map(({name}) => name));
}
