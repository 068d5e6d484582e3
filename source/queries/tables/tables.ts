import * as z from 'zod';
import bloatSql from '../../../sql/queries/tables/table-bloat.sql';
import catalogSql from '../../../sql/queries/tables/table-catalog.sql';
import countersSql from '../../../sql/queries/tables/table-counters.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readColumns} from '../columns.ts';
import {time} from '../statement.ts';

/** Catalog facts and sizes of a table. */
export const tableCatalogRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	materialized: z.boolean(),
	partition: z.boolean(),
	replaced: z
		.boolean()
		.describe('The unpartitioned original that the registry pack keeps after partitioning by month'),
	locked: z.boolean().describe('An ACCESS EXCLUSIVE lock is held or waited for'),
	absent: z.boolean().describe('Unlogged on a standby, which has no data of it'),
	tableBytes: z.number().nullable().describe('Heap, TOAST and maps'),
	heapBytes: z.number().nullable().describe('Main fork only'),
	indexBytes: z.number().nullable(),
	sizeIsEstimate: z.boolean(),
	rowsEstimate: z.number().nullable(),
	sequentialScans: z.number(),
	indexScans: z.number(),
});
export type TableCatalogRow = z.infer<typeof tableCatalogRow>;

/** Cumulative statistics of a table. */
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

/** Statistical estimate of the bytes a rewrite of the heap would return: a range, or why there is none. */
const tableBloatRow = z.object({
	oid: z.int(),
	unknown: z.enum(['never-analyzed', 'statistics-unreadable', 'statistics-incomplete']).nullable(),
	lowBytes: z.number(),
	highBytes: z.number(),
	heapBytes: z.number().describe('Heap size at the last VACUUM or ANALYZE'),
	toastBytes: z.number().describe('TOAST size at the last VACUUM; not part of the estimate'),
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
