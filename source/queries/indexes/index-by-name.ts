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
	apart: z.string().nullable().describe('Kind of an index or table that the list leaves out'),
});
type Named = z.infer<typeof namedRow>;

export type NamedKind = 'index' | 'table';
const statements: Record<NamedKind, string> = {index: indexSql, table: tableSql};

/** Matches of a name, with raw names: more than one where the SQL reading and the literal reading differ. */
export async function readNamed(reader: Reader, kind: NamedKind, name: string): Promise<Named[]> {
	const ask = (asSql: boolean) => reader.read(sql => sql.unsafe(sqlBody(statements[kind]), [name, asSql]));
	const rows = await ask(true).catch(async (error: unknown) => {
		// Invalid as SQL, or a reference to another database: it may still match literally.
		if (!['42602', '0A000', '42601'].includes(toServerError(error).code))
			throw await withheldOr(reader, name, error);
		return ask(false);
	});
	return parseRawRows(rows, namedRow);
}
