import * as z from 'zod';
import databaseSql from '../../../sql/queries/registry/database-facts.sql';
import rowsSql from '../../../sql/queries/registry/registry-rows.sql';
import leftSql from '../../../sql/queries/registry/sessions-left.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, readRow, sqlBody} from '../statement.ts';

const databaseRow = z.object({
	sqlName: z.string().describe('Quoted for SQL'),
	bytes: z.int(),
	there: z.boolean(),
	mayCreate: z.boolean(),
	inTemplate: z.boolean().describe('Connected to template1, which cannot be copied then'),
});
type DatabaseFacts = z.infer<typeof databaseRow>;

export async function readDatabaseFacts(reader: Reader, name: string): Promise<DatabaseFacts> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(databaseSql), [name]));
	const [row] = parseRawRows(rows, databaseRow);
	if (!row) throw new Error('A query that returns one row returned none.');
	return row;
}

const registryRow = z.object({
	filled: z.boolean(),
	unfinished: z.boolean().describe('Sample data were started and not completed'),
});

export function readRegistryRows(reader: Reader): Promise<z.infer<typeof registryRow>> {
	return readRow(reader, rowsSql, registryRow);
}

const leftRow = z.object({left: z.boolean()});

/** Whether any of these sessions still exists: its changes may not be counted yet. */
export async function areSessionsLeft(reader: Reader, sessions: readonly number[]): Promise<boolean> {
	if (sessions.length === 0) return false;
	const rows = await reader.read(sql => sql.unsafe(sqlBody(leftSql), [JSON.stringify(sessions)]));
	return parseRows(rows, leftRow).some(({left}) => left);
}
