import * as z from 'zod';
import detailSql from '../../../sql/queries/tables/table-detail.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

export const tableDetailRow = z.object({
	locked: z.boolean(),
	absent: z.boolean().describe('Unlogged on a standby, which has no data of it'),
	heapBytes: z.number().nullable(),
	toastBytes: z.number().nullable().describe('0 if it has none'),
	indexBytes: z.number().nullable(),
	parent: z
		.object({
			name: z.string(),
			partitions: z.number(),
			bytes: z.number().describe('Pages at the last VACUUM or ANALYZE'),
			deadTuples: z.number(),
			liveTuples: z.number(),
		})
		.nullable()
		.describe('For a partition, the totals of its partitioned root'),
});
export type TableDetail = z.infer<typeof tableDetailRow>;

/** @returns undefined if the table no longer exists */
export async function readTableDetail(reader: Reader, oid: number): Promise<TableDetail | undefined> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(detailSql), [oid]));
	return parseRows(rows, tableDetailRow)[0];
}
