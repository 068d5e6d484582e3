import * as z from 'zod';
import factsSql from '../../../sql/queries/tables/repack-facts.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody} from '../statement.ts';

const factsRow = z.object({
	version: z.string().nullable().describe('Version of the extension in this database'),
	available: z.string().nullable().describe('Version of the extension files on this server'),
	superuser: z.boolean(),
	publications: z.int(),
	unlogged: z.boolean(),
	invalidIndexes: z.int(),
	leftovers: z
		.array(z.object({kind: z.enum(['index', 'table', 'trigger']), name: z.string()}))
		.describe('Left by an interrupted run'),
	runningBy: z.int().nullable().describe('Process id of a pg_repack running on it'),
});
export type RepackFacts = z.infer<typeof factsRow>;

export async function readRepackFacts(reader: Reader, table: number): Promise<RepackFacts> {
	const [row] = parseRows(await reader.read(sql => sql.unsafe(sqlBody(factsSql), [table])), factsRow);
	if (!row) throw new Error('The query of pg_repack facts returned no row.');
	return row;
}
