import * as z from 'zod';
import detailSql from '../../../sql/queries/indexes/index-detail.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

export const indexDetailRow = z.object({
	definition: z.string(),
	sizeBytes: z.number(),
	tableBytes: z.number(),
	tableSequentialScans: z.number(),
	tableIndexScans: z.number(),
	tableWrites: z.number().nullable(),
	comment: z.string().nullable(),
});
export type IndexDetail = z.infer<typeof indexDetailRow>;

/** @returns undefined where the index no longer exists */
export async function readIndexDetail(reader: Reader, oid: number): Promise<IndexDetail | undefined> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(detailSql), [oid]));
	return parseRows(rows, indexDetailRow)[0];
}
