import * as z from 'zod';
import indexesSql from '../../../sql/queries/indexes/action-indexes.sql';
import factsSql from '../../../sql/queries/indexes/drop-facts.sql';
import catalogSql from '../../../sql/queries/indexes/index-catalog.sql';
import scansSql from '../../../sql/queries/indexes/index-scans.sql';
import leftoversSql from '../../../sql/queries/indexes/reindex-leftovers.sql';
import tableSql from '../../../sql/queries/indexes/undo-table.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, sqlBody} from '../statement.ts';
import {type IndexCatalogRow, indexCatalogRow} from './indexes.ts';

const indexRow = z.object({
	oid: z.int(),
	tableOid: z.int(),
	name: z.string().describe('As SQL writes it, raw'),
	plainName: z.string(),
	table: z.string(),
	partitioned: z.boolean(),
	valid: z.boolean(),
	ready: z.boolean(),
	exclusion: z.boolean(),
	needed: z.boolean().describe('Primary key or replica identity'),
	apart: z.boolean().describe('In a system schema, or temporary'),
	building: z.boolean().describe('An index of its table is being built'),
	owner: z.string(),
	owned: z.boolean(),
	maintains: z.boolean(),
	sizeBytes: z.number().nullable().describe('Null where it is locked'),
	tablespace: z.string(),
	copyOf: z.string().nullable().describe('The index that this is a leftover copy of'),
});
export type ActionIndex = z.infer<typeof indexRow>;

export async function readActionIndexes(
	reader: Reader,
	{
		indexes = [],
		tables = [],
		leftovers = false,
	}: {indexes?: readonly number[]; tables?: readonly number[]; leftovers?: boolean},
): Promise<ActionIndex[]> {
	const ask = [`{${indexes.join()}}`, `{${tables.join()}}`, leftovers];
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(indexesSql), ask)), indexRow);
}

const factsRow = z.object({
	oid: z.int(),
	name: z.string().describe('Quoted and qualified, as SQL writes it'),
	plainName: z.string(),
	plainSchema: z.string(),
	table: z.string(),
	plainTable: z.string(),
	definition: z.string(),
	tablespace: z.string().nullable().describe('As a literal'),
	comment: z.string().nullable().describe('As a literal'),
	statistics: z.array(z.object({column: z.int(), target: z.int()})),
	clustered: z.boolean(),
	valid: z.boolean(),
	sizeBytes: z.number(),
	tuplesRead: z.number(),
	scans: z.number(),
});
export type DropFacts = z.infer<typeof factsRow>;

/** One index with everything a drop depends on; undefined where it no longer exists. */
export async function readDropFacts(
	reader: Reader,
	oid: number,
): Promise<{facts: DropFacts; catalog: IndexCatalogRow} | undefined> {
	const catalogText = `select * from (${sqlBody(catalogSql)}) catalog where catalog.oid = $1`;
	const [factRows, catalogRows] = await Promise.all([
		reader.read(sql =>
			sql.begin('read only', async transaction => {
				await transaction`select /* pgdeck */ set_config('search_path', '', true)`;
				return transaction.unsafe(sqlBody(factsSql), [oid]);
			}),
		),
		reader.read(sql => sql.unsafe(catalogText, [oid])),
	]);
	const [facts] = parseRawRows(factRows, factsRow);
	const [catalog] = parseRows(catalogRows, indexCatalogRow);
	return facts && catalog ? {facts, catalog} : undefined;
}

/** Scans of an index counted on this server. */
export async function readIndexScans(reader: Reader, oid: number): Promise<number> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(scansSql), [oid]));
	return parseRows(rows, z.object({scans: z.number()}))[0]?.scans ?? 0;
}

/** Whether an index exists, and whether queries can use it. */
export async function readIndexState(reader: Reader, oid: number): Promise<'valid' | 'invalid' | 'gone'> {
	const rows = await reader.read(
		sql => sql`select indisvalid as "valid" from pg_index where indexrelid = ${oid}::int8::oid`,
	);
	const [row] = parseRows(rows, z.object({valid: z.boolean()}));
	return row ? (row.valid ? 'valid' : 'invalid') : 'gone';
}

const tableRow = z.object({
	there: z.boolean(),
	owned: z.boolean().describe("This role has the rights of the table's owner"),
	schema: z.string().nullable().describe('As SQL writes it'),
	mayCreate: z.boolean(),
	building: z.boolean().describe('An index of the table is being built'),
	elsewhere: z.boolean().describe("A new index would go to a tablespace other than the database's own"),
});
export type UndoTable = z.infer<typeof tableRow>;

/** @param table as SQL writes it, like the raw schema in the answer */
export async function readUndoTable(reader: Reader, table: string): Promise<UndoTable> {
	const [row] = parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(tableSql), [table])), tableRow);
	if (!row) throw new Error('A statement that returns one row returned none.');
	return row;
}

/** Raw names, as SQL writes them, of the INVALID copies of an index. */
export async function readLeftovers(reader: Reader, index: string): Promise<string[]> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(leftoversSql), [index]));
	return parseRawRows(rows, z.object({name: z.string()})).map(({name}) => name);
}
