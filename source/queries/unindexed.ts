import * as z from 'zod';
import unindexedSql from '../../sql/queries/foreign-keys-unindexed.sql';
import type {Reader} from '../postgres/reader.ts';
import {readColumns} from './columns.ts';

/** A foreign key that no index serves. */
export const unindexedKey = z.object({
	oid: z.int().describe('Of the constraint'),
	tableOid: z.int(),
	schema: z.string(),
	table: z.string(),
	constraint: z.string(),
	references: z.string(),
	columns: z.string(),
	partitioned: z.boolean(),
	rowsEstimate: z.number().nullable(),
	tableBytes: z.number().nullable().describe('As of the last VACUUM or ANALYZE'),
	suggestion: z.string().describe('The CREATE INDEX that would serve it'),
});
export type UnindexedKey = z.infer<typeof unindexedKey>;

export function readUnindexedKeys(reader: Reader): Promise<UnindexedKey[]> {
	return readColumns(reader, unindexedSql, unindexedKey);
}
