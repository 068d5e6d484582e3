import * as z from 'zod';
import byNameSql from '../../sql/queries/index-by-name.sql';
import type {Reader} from '../postgres/reader.ts';
import {parseRows, sqlBody} from './statement.ts';

/** @returns undefined where no index has that name */
export async function readIndexOid(reader: Reader, name: string): Promise<number | undefined> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(byNameSql), [name]));
	return parseRows(rows, z.object({oid: z.int()}))[0]?.oid;
}
