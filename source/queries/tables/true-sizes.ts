import * as z from 'zod';
import sizesSql from '../../../sql/queries/tables/true-sizes.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

const sizeRow = z.object({
	oid: z.int(),
	tableBytes: z.number().nullable(),
	relationBytes: z.number().nullable(),
	indexBytes: z.number().nullable(),
});
export type TrueSize = z.output<typeof sizeRow>;

/** @returns no row for relations that are locked, dropped, or without a file on this server */
export async function readTrueSizes(reader: Reader, oids: readonly number[]): Promise<TrueSize[]> {
	if (oids.length === 0) return [];
	const rows = await reader.read(sql => sql.unsafe(sqlBody(sizesSql), [`{${oids.join()}}`]));
	return parseRows(rows, sizeRow).filter(({relationBytes}) => relationBytes !== null);
}
