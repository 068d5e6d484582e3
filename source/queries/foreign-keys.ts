import * as z from 'zod';
import unindexedSql from '../../sql/queries/foreign-keys-to-index.sql';
import type {Reader} from '../postgres/reader.ts';
import {parseRawRows, sqlBody} from './statement.ts';

const keyRow = z.object({
	tableOid: z.int(),
	table: z.string().describe('As SQL writes it, raw'),
	plainTable: z.string(),
	name: z.string(),
	references: z.string(),
	columns: z.array(z.string()),
	quotedColumns: z.array(z.string()),
});
export type UnindexedKey = z.infer<typeof keyRow>;

/** Foreign keys without an index. */
export async function readUnindexedKeys(
	reader: Reader,
	tables: readonly number[] | 'all',
): Promise<UnindexedKey[]> {
	const ask = [tables === 'all' ? null : `{${tables.join()}}`];
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(unindexedSql), ask)), keyRow);
}

/** The table that a name means, as SQL writes names: with its schema, or found by the search path. */
export async function readTableOid(reader: Reader, name: string): Promise<number | undefined> {
	const rows = await reader.read(sql => sql`select to_regclass(${name})::oid::int8 as "oid"`);
	return parseRawRows(rows, z.object({oid: z.int().nullable()}))[0]?.oid ?? undefined;
}
