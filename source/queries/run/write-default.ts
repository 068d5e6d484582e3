import * as z from 'zod';
import defaultSql from '../../../sql/queries/run/write-default.sql';
import {parseRawRows, sqlBody} from '../statement.ts';

const defaultRow = z.object({
	readsOnly: z.boolean(),
	source: z.string().describe('As in pg_settings: user, database, client, configuration file, …'),
	quotedUser: z.string(),
	quotedDatabase: z.string(),
});
export type WriteDefault = z.infer<typeof defaultRow>;

/** @param ask a session that has not set the parameter itself, as pgdeck's reading connections do */
export async function readWriteDefault(
	ask: (text: string) => PromiseLike<readonly unknown[]>,
): Promise<WriteDefault | undefined> {
	return parseRawRows(await ask(sqlBody(defaultSql)), defaultRow)[0];
}
