import * as z from 'zod';
import sinceSql from '../../sql/queries/statistics-since.sql';
import type {Reader} from '../postgres/reader.ts';
import {readRow, time} from './statement.ts';

/** @returns null where the counters were never reset: then they count since the database or the node began */
export async function readStatisticsSince(reader: Reader): Promise<Date | null> {
	return (await readRow(reader, sinceSql, z.object({since: time.nullable()}))).since;
}
