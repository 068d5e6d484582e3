import * as z from 'zod';
import maySetRoleSql from '../../../sql/queries/statements/may-set-role.sql';
import sessionQuerySql from '../../../sql/queries/statements/session-query.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRawRows, parseRows, sqlBody} from '../statement.ts';

/** The statement of a session as it stands now, to be sent back to the server; undefined where the session is gone. */
export async function readSessionQuery(
	reader: Reader,
	pid: number,
	backendStart: string,
): Promise<string | undefined> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(sessionQuerySql), [pid, backendStart]));
	return parseRawRows(rows, z.object({query: z.string()}))[0]?.query;
}

export async function readMaySetRole(reader: Reader, versionNumber: number, role: string): Promise<boolean> {
	const text = sqlBody(forVersion(maySetRoleSql, versionNumber));
	const rows = await reader.read(sql => sql.unsafe(text, [role]));
	return parseRows(rows, z.object({may: z.boolean()}))[0]?.may === true;
}

/**
The plan of one statement, never run: in a transaction that only reads. Options in parentheses leave no room for the word
ANALYZE; and but for a generic plan the protocol takes one statement alone, whatever the text holds.
@param generic for a statement with parameters, whose values nobody knows (PostgreSQL 16 and later)
@param role taken on for it: planning may call functions that the statement names, with the rights of whoever plans
*/
export async function readPlan(
	reader: Reader,
	statement: string,
	generic: boolean,
	role: string | undefined,
): Promise<string[]> {
	const text = `EXPLAIN /* pgdeck */ (${generic ? 'GENERIC_PLAN, ' : ''}FORMAT TEXT)\n${statement}`;
	const rows = await reader.read(sql =>
		sql.begin('read only', async own => {
			if (role !== undefined) await own`select /* pgdeck */ pg_catalog.set_config('role', ${role}, true)`;
			// The text was found to be one statement by a parser that reads strings so.
			await own`select /* pgdeck */ pg_catalog.set_config('standard_conforming_strings', 'on', true)`;
			// Where values have to come with parameters, the plan would be the one for those.
			return own.unsafe(text, [], {simple: generic} as never);
		}),
	);
	return parseRows(rows, z.object({'QUERY PLAN': z.string()})).map(row => row['QUERY PLAN']);
}
