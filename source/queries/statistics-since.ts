import * as z from 'zod';
import sinceSql from '../../sql/queries/statistics-since.sql';
import type {Reader} from '../postgres/reader.ts';
import {readRow, time} from './statement.ts';

/** Since when the cumulative statistics of a database are counted. */
export const statisticsSince = z.object({
	at: time.nullable().describe('Null where neither a reset is recorded nor the start may be seen'),
	reset: z.boolean().describe('Whether they were reset then; else they count since then at least'),
});
export type StatisticsSince = z.infer<typeof statisticsSince>;

export async function readStatisticsSince(reader: Reader): Promise<StatisticsSince> {
	return readRow(reader, sinceSql, statisticsSince);
}
