import * as z from 'zod';
import factsSql from '../../../sql/queries/indexes/drop-facts.sql';
import catalogSql from '../../../sql/queries/indexes/index-catalog.sql';
import scansSql from '../../../sql/queries/indexes/index-scans.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, sqlBody} from '../statement.ts';
import {type IndexCatalogRow, indexCatalogRow} from './indexes.ts';

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

/** One index as a drop has to know it: what it is, what stands against it. Undefined where it is gone. */
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

/** How often an index was scanned on this server. */
export async function readIndexScans(reader: Reader, oid: number): Promise<number> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(scansSql), [oid]));
	return parseRows(rows, z.object({scans: z.number()}))[0]?.scans ?? 0;
}

/** Whether an index is there, and whether queries can use it. */
export async function readIndexState(reader: Reader, oid: number): Promise<'valid' | 'invalid' | 'gone'> {
	const rows = await reader.read(
		sql => sql`select indisvalid as "valid" from pg_index where indexrelid = ${oid}::int8::oid`,
	);
	const [row] = parseRows(rows, z.object({valid: z.boolean()}));
	return row ? (row.valid ? 'valid' : 'invalid') : 'gone';
}
