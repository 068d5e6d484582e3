import * as z from 'zod';
import catalogSql from '../../../sql/queries/indexes/index-catalog.sql';
import countersSql from '../../../sql/queries/indexes/index-counters.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readColumns} from '../columns.ts';
import {forVersion, time} from '../statement.ts';

/** What an index has been used for. */
export const indexCounters = z.object({
	oid: z.int(),
	valid: z.boolean(),
	scans: z.number(),
	tuplesRead: z.number(),
	lastScan: time.nullable().describe('PostgreSQL 16 and later'),
});
export type IndexCounters = z.infer<typeof indexCounters>;
export type IndexUse = Pick<IndexCounters, 'scans' | 'tuplesRead' | 'lastScan'>;

/** What an index is. */
export const indexCatalogRow = z.object({
	oid: z.int(),
	tableOid: z.int(),
	schema: z.string(),
	name: z.string(),
	table: z.string(),
	method: z.string(),
	locked: z.boolean().describe('Its relation is locked, or waited for, ACCESS EXCLUSIVE'),
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
	analyzedBytes: z.number().describe('Its size as of when rowsEstimate was counted'),
	absent: z.boolean().describe('Unlogged, on a standby: there is nothing of it'),
	tablePages: z.int().describe('Of its table, as of the last VACUUM or ANALYZE'),
	tableScans: z
		.number()
		.nullable()
		.describe('Scans of its table, by any index or by none; null of a partitioned one'),
	partitionChild: z.boolean(),
	parentOid: z.int().nullable().describe('The index of the partitioned table that it is a part of'),
	partitioned: z.boolean(),
	constraint: z.string().nullable().describe('Constraints that it backs'),
	referencedBy: z.string().nullable().describe('Foreign keys that point at it'),
	extension: z.string().nullable(),
	building: z.boolean(),
	onlySupportOf: z.string().nullable().describe('Foreign keys that no other index serves'),
	owned: z.boolean().describe("This role has the rights of the table's owner"),
});
export type IndexCatalogRow = z.infer<typeof indexCatalogRow>;

export function readIndexCounters(reader: Reader, versionNumber: number): Promise<IndexCounters[]> {
	return readColumns(reader, forVersion(countersSql, versionNumber), indexCounters);
}

export function readIndexCatalog(reader: Reader): Promise<IndexCatalogRow[]> {
	return readColumns(reader, catalogSql, indexCatalogRow);
}
