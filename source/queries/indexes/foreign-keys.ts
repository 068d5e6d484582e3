import * as z from 'zod';
import unindexedSql from '../../../sql/queries/indexes/foreign-keys-unindexed.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, sqlBody} from '../statement.ts';

/** A foreign key without an index. */
export const unindexedKey = z.object({
	oid: z.int().describe('oid of the constraint'),
	tableOid: z.int(),
	schema: z.string(),
	table: z.string(),
	constraint: z.string(),
	references: z.string(),
	columns: z.string(),
	partitioned: z.boolean(),
	rowsEstimate: z.number().nullable(),
	tableBytes: z.number().nullable().describe('As of the last VACUUM or ANALYZE'),
	suggestion: z.string().describe('CREATE INDEX statement for it'),
});
export type UnindexedKey = z.infer<typeof unindexedKey>;

const keyRow = unindexedKey.omit({suggestion: true}).extend({
	columns: z.array(z.string()),
	quotedTable: z.string(),
	quotedColumns: z.array(z.string()),
});
export type KeyToIndex = z.infer<typeof keyRow>;

/** In all tables, for the screen. */
export async function readUnindexedKeys(reader: Reader): Promise<UnindexedKey[]> {
	return parseRows(await ask(reader, 'all'), keyRow).map(({columns, quotedTable, quotedColumns, ...key}) => ({
		...key,
		columns: columns.join(', '),
		// CREATE INDEX CONCURRENTLY does not support partitioned tables.
		suggestion: `CREATE INDEX ${key.partitioned ? '' : 'CONCURRENTLY '}ON ${quotedTable} (${quotedColumns.join(', ')})`,
	}));
}

/** With raw names, to build the missing indexes. */
export async function readKeysToIndex(
	reader: Reader,
	tables: readonly number[] | 'all',
): Promise<KeyToIndex[]> {
	return parseRawRows(await ask(reader, tables), keyRow);
}

function ask(reader: Reader, tables: readonly number[] | 'all') {
	return reader.read(sql =>
		sql.unsafe(sqlBody(unindexedSql), [tables === 'all' ? null : `{${tables.join()}}`]),
	);
}

/** The table of a name as SQL writes it: with its schema, or found by the search path. */
export async function readTableOid(reader: Reader, name: string): Promise<number | undefined> {
	const rows = await reader.read(sql => sql`select to_regclass(${name})::oid::int8 as "oid"`);
	return parseRawRows(rows, z.object({oid: z.int().nullable()}))[0]?.oid ?? undefined;
}
