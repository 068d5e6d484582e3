import * as z from 'zod';
import withheldSql from '../../../sql/queries/tables/schema-withheld.sql';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {parseRows, sqlBody} from '../statement.ts';

const withheldRow = z.object({schema: z.string(), role: z.string()});

/** A name could not be looked up: the role has no USAGE on its schema. */
export class SchemaWithheld extends Error {
	/** Both quoted as in SQL. */
	readonly schema: string;
	readonly role: string;

	constructor({schema, role}: z.infer<typeof withheldRow>, cause: unknown) {
		super(`permission denied for schema ${schema}`, {cause});
		this.schema = schema;
		this.role = role;
	}
}

/** @returns the error, or a SchemaWithheld with the schema: the server names it only in a translated message */
export async function withheldOr(reader: Reader, name: string, error: unknown): Promise<unknown> {
	if (toServerError(error).code !== '42501') return error;
	const [found] = parseRows(await reader.read(sql => sql.unsafe(sqlBody(withheldSql), [name])), withheldRow);
	return found ? new SchemaWithheld(found, error) : error;
}
