import * as z from 'zod';
import databaseSql from '../../../sql/queries/registry/database-facts.sql';
import rowsSql from '../../../sql/queries/registry/registry-rows.sql';
import leftSql from '../../../sql/queries/registry/sessions-left.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, readRow, sqlBody} from '../statement.ts';

const databaseRow = z.object({
	sqlName: z.string().describe('As SQL writes it'),
	bytes: z.int(),
	there: z.boolean(),
	mayCreate: z.boolean(),
	inTemplate: z.boolean().describe('Asked from within template1, which can not be copied then'),
});
type DatabaseFacts = z.infer<typeof databaseRow>;

export async function readDatabaseFacts(reader: Reader, name: string): Promise<DatabaseFacts> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(databaseSql), [name]));
	const [row] = parseRawRows(rows, databaseRow);
	if (!row) throw new Error('A statement that gives one row gave none.');
	return row;
}

const registryRow = z.object({
	filled: z.boolean(),
	unfinished: z.boolean().describe('Sample data were begun, and not brought to their end'),
});

export function readRegistryRows(reader: Reader): Promise<z.infer<typeof registryRow>> {
	return readRow(reader, rowsSql, registryRow);
}

const leftRow = z.object({left: z.boolean()});

/** Whether any of these sessions is still there, whose changes may not be counted yet. */
export async function areSessionsLeft(reader: Reader, sessions: readonly number[]): Promise<boolean> {
	if (sessions.length === 0) return false;
	const rows = await reader.read(sql => sql.unsafe(sqlBody(leftSql), [JSON.stringify(sessions)]));
	return parseRows(rows, leftRow).some(({left}) => left);
}
