import * as z from 'zod';
import twinsSql from '../../sql/queries/index-twins.sql';
import type {Reader} from '../postgres/reader.ts';
import {parseRows, sqlBody} from './statement.ts';

const twinRow = z.object({oid: z.int(), other: z.int().describe('Serves what the first one serves')});
export type Twin = z.infer<typeof twinRow>;

/** Which of these indexes another of them stands in for. */
export async function readTwins(reader: Reader, oids: readonly number[]): Promise<Twin[]> {
	const ask = [`{${oids.join()}}`];
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(twinsSql), ask)), twinRow);
}
