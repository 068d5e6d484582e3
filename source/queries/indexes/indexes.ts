import * as z from 'zod';
import catalogSql from '../../../sql/queries/indexes/index-catalog.sql';
import countersSql from '../../../sql/queries/indexes/index-counters.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readColumns} from '../columns.ts';
import {forVersion, time} from '../statement.ts';

/** The use of an index. */
export const indexCounters = z.object({
	oid: z.int(),
	valid: z.boolean(),
	scans: z.number(),
	tuplesRead: z.number(),
	lastScan: time.nullable().describe('PostgreSQL 16 and later'),
});
export type IndexCounters = z.infer<typeof indexCounters>;
export type IndexUse = Pick<IndexCounters, 'scans' | 'tuplesRead' | 'lastScan'>;

/** An index as the catalog describes it. */
export const indexCatalogRow = z.object({
	oid: z.int(),
	tableOid: z.int(),
	schema: z.string(),
	name: z.string(),
	table: z.string(),
	method: z.string(),
	locked: z.boolean().describe('An ACCESS EXCLUSIVE lock on it or its table is held or requested'),
	definition: z.string().nullable(),
	sizeBytes: z.number().nullable(),
	sizeIsEstimate: z.boolean(),
	primary: z.boolean(),
	unique: z.boolean(),
	exclusion: z.boolean(),
	valid: z.boolean(),
	ready: z.boolean(),
	replicaIdentity: z.boolean(),
	clustered: z.boolean(),
	expression: z.boolean(),
	partial: z.boolean(),
	rowsEstimate: z.number().nullable().describe('As of its build, or the last VACUUM or ANALYZE'),
	analyzedBytes: z.number().describe('Size when rowsEstimate was counted'),
	absent: z.boolean().describe('Unlogged on a standby: it has no data there'),
	tablePages: z.int().describe('Pages of its table, as of the last VACUUM or ANALYZE'),
	tableScans: z
		.number()
		.nullable()
		.describe('Sequential and index scans of its table; null for a partitioned table'),
	partitionChild: z.boolean(),
	parentOid: z.int().nullable().describe('Index of the partitioned table that it belongs to'),
	partitioned: z.boolean(),
	constraint: z.string().nullable().describe('Constraints that it backs'),
	referencedBy: z.string().nullable().describe('Foreign keys that reference it'),
	extension: z.string().nullable(),
	building: z.boolean(),
	onlySupportOf: z.string().nullable().describe('Foreign keys for which it is the only index'),
	owned: z.boolean().describe("This role has the rights of the table's owner"),
});
export type IndexCatalogRow = z.infer<typeof indexCatalogRow>;

export function readIndexCounters(reader: Reader, versionNumber: number): Promise<IndexCounters[]> {
	return readColumns(reader, forVersion(countersSql, versionNumber), indexCounters);
}

export function readIndexCatalog(reader: Reader): Promise<IndexCatalogRow[]> {
	return readColumns(reader, catalogSql, indexCatalogRow);
}
