import * as z from 'zod';
import indexesSql from '../../../sql/queries/indexes/action-indexes.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const indexRow = z.object({
	oid: z.int(),
	tableOid: z.int(),
	name: z.string().describe('As SQL writes it, raw'),
	plainName: z.string(),
	table: z.string(),
	partitioned: z.boolean(),
	valid: z.boolean(),
	ready: z.boolean(),
	exclusion: z.boolean(),
	needed: z.boolean().describe('Primary key or replica identity'),
	apart: z.boolean().describe("Of the system's own schemas, or temporary"),
	building: z.boolean().describe('An index of its table is being built'),
	owner: z.string(),
	owned: z.boolean(),
	maintains: z.boolean(),
	sizeBytes: z.number().nullable().describe('Null where it is locked'),
	tablespace: z.string(),
	copyOf: z.string().nullable().describe('The index that a rebuild has left this of, by its name'),
});
export type ActionIndex = z.infer<typeof indexRow>;

export async function readActionIndexes(
	reader: Reader,
	{
		indexes = [],
		tables = [],
		leftovers = false,
	}: {indexes?: readonly number[]; tables?: readonly number[]; leftovers?: boolean},
): Promise<ActionIndex[]> {
	const ask = [`{${indexes.join()}}`, `{${tables.join()}}`, leftovers];
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(indexesSql), ask)), indexRow);
}

/** What interrupted rebuilds leave is called after the index, with this at its end. */
export function isLeftover({valid, plainName}: Pick<ActionIndex, 'valid' | 'plainName'>): boolean {
	return !valid && /._cc(new|old)\d*$/.test(plainName);
}
