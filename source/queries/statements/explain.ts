import * as z from 'zod';
import maySetRoleSql from '../../../sql/queries/statements/may-set-role.sql';
import sessionQuerySql from '../../../sql/queries/statements/session-query.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRawRows, parseRows, sqlBody} from '../statement.ts';

/** The current statement of a session, raw for EXPLAIN; undefined where the session is gone. */
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
The query plan of one statement, which is not run: in a read-only transaction, without ANALYZE. Except for a generic plan, the
protocol accepts only one statement.
@param generic for a statement with parameters of unknown values (PostgreSQL 16 and later)
@param role to plan as: planning may call functions of the statement, with the privileges of the planning role
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
			// The parser that found one statement reads strings this way.
			await own`select /* pgdeck */ pg_catalog.set_config('standard_conforming_strings', 'on', true)`;
			// The extended protocol would require parameter values, and plan for them.
			return own.unsafe(text, [], {simple: generic} as never);
		}),
	);
	return parseRows(rows, z.object({'QUERY PLAN': z.string()})).map(row => row['QUERY PLAN']);
}
