import * as z from 'zod';
import indexSql from '../../../sql/queries/indexes/index-by-name.sql';
import tableSql from '../../../sql/queries/indexes/table-by-name.sql';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {parseRawRows, sqlBody} from '../statement.ts';
import {withheldOr} from '../tables/schema-withheld.ts';

const namedRow = z.object({
	oid: z.int(),
	name: z.string().describe('As SQL writes it'),
	apart: z.string().nullable().describe('What it is, where it is none that the list has'),
});
type Named = z.infer<typeof namedRow>;

export type NamedKind = 'index' | 'table';
const statements: Record<NamedKind, string> = {index: indexSql, table: tableSql};

/** What a name may mean; more than one where it reads as SQL otherwise than to the letter. Raw names. */
export async function readNamed(reader: Reader, kind: NamedKind, name: string): Promise<Named[]> {
	const ask = (asSql: boolean) => reader.read(sql => sql.unsafe(sqlBody(statements[kind]), [name, asSql]));
	const rows = await ask(true).catch(async (error: unknown) => {
		// Invalid name, and a reference to another database: as SQL it is none, to the letter it may be one.
		if (!['42602', '0A000', '42601'].includes(toServerError(error).code))
			throw await withheldOr(reader, name, error);
		return ask(false);
	});
	return parseRawRows(rows, namedRow);
}
