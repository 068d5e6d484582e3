import * as z from 'zod';
import factsSql from '../../../sql/queries/tables/repack-facts.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

const factsRow = z.object({
	version: z.string().nullable().describe('Of the extension in this database'),
	available: z.string().nullable().describe('Of the files on this server'),
	superuser: z.boolean(),
	publications: z.int(),
	unlogged: z.boolean(),
	invalidIndexes: z.int(),
	leftovers: z
		.array(z.string())
		.describe('Of a run that was killed: trigger, tables and indexes, each with its kind'),
	runningBy: z.int().nullable().describe('Process that repacks it now'),
});
export type RepackFacts = z.infer<typeof factsRow>;

export async function readRepackFacts(reader: Reader, table: number): Promise<RepackFacts> {
	const [row] = parseRows(await reader.read(sql => sql.unsafe(sqlBody(factsSql), [table])), factsRow);
	if (!row) throw new Error('A statement that gives one row gave none.');
	return row;
}
