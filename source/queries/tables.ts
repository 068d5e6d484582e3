import {z} from 'zod';
import bloatSql from '../../sql/queries/table-bloat.sql';
import tablesSql from '../../sql/queries/tables.sql';
import type {Reader} from '../postgres/reader.ts';
import {readRows, time} from './statement.ts';

export const tableRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	materialized: z.boolean(),
	partition: z.boolean(),
	locked: z.boolean().describe('Locked, or waited for, ACCESS EXCLUSIVE'),
	tableBytes: z.number().nullable().describe('Heap, TOAST and maps'),
	indexBytes: z.number().nullable(),
	sizeIsEstimate: z.boolean(),
	rowsEstimate: z.number().nullable(),
	liveTuples: z.number(),
	deadTuples: z.number(),
	modifiedSinceAnalyze: z.number(),
	writes: z.number(),
	sequentialScans: z.number(),
	indexScans: z.number(),
	lastVacuum: time.nullable(),
	lastAutovacuum: time.nullable(),
	lastAnalyze: time.nullable(),
	lastAutoanalyze: time.nullable(),
});
export type TableRow = z.infer<typeof tableRow>;

/** Statistical estimate of what a rewrite of the heap would give back: a range, or why there is none. */
export const tableBloatRow = z.object({
	oid: z.int(),
	unknown: z.string().nullable(),
	lowBytes: z.number(),
	highBytes: z.number(),
	heapBytes: z.number().describe('Heap at the last VACUUM or ANALYZE'),
});
export type TableBloatRow = z.infer<typeof tableBloatRow>;

export function readTables(reader: Reader): Promise<TableRow[]> {
	return readRows(reader, tablesSql, tableRow);
}

export function readTableBloat(reader: Reader): Promise<TableBloatRow[]> {
	return readRows(reader, bloatSql, tableBloatRow);
}
