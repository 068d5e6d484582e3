import * as z from 'zod';
import leftoversSql from '../../../sql/queries/indexes/reindex-leftovers.sql';
import tableSql from '../../../sql/queries/indexes/undo-table.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const tableRow = z.object({
	there: z.boolean(),
	owned: z.boolean().describe("This role has the rights of the table's owner"),
	schema: z.string().nullable().describe('As SQL writes it'),
	mayCreate: z.boolean(),
	building: z.boolean().describe('An index of it is being built'),
	elsewhere: z.boolean().describe("An index would go to another tablespace than the database's own"),
});
export type UndoTable = z.infer<typeof tableRow>;

/** @param table as SQL writes it; the answer has the schema so too, and raw */
export async function readUndoTable(reader: Reader, table: string): Promise<UndoTable> {
	const [row] = parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(tableSql), [table])), tableRow);
	if (!row) throw new Error('A statement that gives one row gave none.');
	return row;
}

/** Names of INVALID copies of an index, as SQL writes them, raw. */
export async function readLeftovers(reader: Reader, index: string): Promise<string[]> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(leftoversSql), [index]));
	return parseRawRows(rows, z.object({name: z.string()})).map(({name}) => name);
}
