import * as z from 'zod';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows} from '../statement.ts';

/** The index of that qualified name, if there is one. The name is as SQL writes it. */
export async function readIndexByName(
	reader: Reader,
	name: string,
): Promise<{oid: number; valid: boolean} | undefined> {
	const rows = await reader.read(
		sql => sql`
			select i.indexrelid::int8 as "oid", i.indisvalid as "valid"
			from pg_index i
			where i.indexrelid = to_regclass(${name})
		`,
	);
	return parseRows(rows, z.object({oid: z.int(), valid: z.boolean()}))[0];
}
