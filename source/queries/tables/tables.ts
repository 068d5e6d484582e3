import * as z from 'zod';
import bloatSql from '../../../sql/queries/tables/table-bloat.sql';
import catalogSql from '../../../sql/queries/tables/table-catalog.sql';
import countersSql from '../../../sql/queries/tables/table-counters.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readColumns} from '../columns.ts';
import {time} from '../statement.ts';

/** What a table is, and how large. */
export const tableCatalogRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	materialized: z.boolean(),
	partition: z.boolean(),
	replaced: z.boolean().describe('Kept as it was before the pack put it by month; nobody uses it any more'),
	locked: z.boolean().describe('Locked, or waited for, ACCESS EXCLUSIVE'),
	absent: z.boolean().describe('Unlogged, on a standby: nothing of it is there'),
	tableBytes: z.number().nullable().describe('Heap, TOAST and maps'),
	heapBytes: z.number().nullable().describe('Its rows alone'),
	indexBytes: z.number().nullable(),
	sizeIsEstimate: z.boolean(),
	rowsEstimate: z.number().nullable(),
	sequentialScans: z.number(),
	indexScans: z.number(),
});
export type TableCatalogRow = z.infer<typeof tableCatalogRow>;

/** What has become of its rows. */
export const tableCounters = z.object({
	oid: z.int(),
	liveTuples: z.number(),
	deadTuples: z.number(),
	modifiedSinceAnalyze: z.number(),
	inserts: z.number(),
	writes: z.number().describe('Inserted, updated and deleted'),
	lastVacuum: time.nullable(),
	lastAutovacuum: time.nullable(),
	lastAnalyze: time.nullable(),
	lastAutoanalyze: time.nullable(),
});
export type TableCounters = z.infer<typeof tableCounters>;

/** Statistical estimate of what a rewrite of the heap would give back: a range, or why there is none. */
const tableBloatRow = z.object({
	oid: z.int(),
	unknown: z.string().nullable(),
	lowBytes: z.number(),
	highBytes: z.number(),
	heapBytes: z.number().describe('Heap at the last VACUUM or ANALYZE'),
	toastBytes: z.number().describe('TOAST at the last VACUUM, which its statistics know nothing of'),
});
export type TableBloatRow = z.infer<typeof tableBloatRow>;

export function readTableCounters(reader: Reader): Promise<TableCounters[]> {
	return readColumns(reader, countersSql, tableCounters);
}

export function readTableCatalog(reader: Reader): Promise<TableCatalogRow[]> {
	return readColumns(reader, catalogSql, tableCatalogRow);
}

export function readTableBloat(reader: Reader): Promise<TableBloatRow[]> {
	return readColumns(reader, bloatSql, tableBloatRow);
}
