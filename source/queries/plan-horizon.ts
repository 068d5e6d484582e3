import * as z from 'zod';
import holdersSql from '../../sql/queries/lock-holders.sql';
import horizonSql from '../../sql/queries/plan-horizon.sql';
import type {Reader} from '../postgres/reader.ts';
import {parseRows, readRows, sqlBody, time} from './statement.ts';
import {type Blocker, blockerRow} from './watch.ts';

const holderRow = z.object({
	kind: z.enum(['session', 'prepared', 'slot', 'standby', 'hidden']),
	pid: z.int().nullable(),
	backendStart: time.nullable().describe('With the pid it names a session for good'),
	name: z.string().describe('Application, prepared transaction or slot; how many are hidden'),
	user: z.string().nullable(),
	state: z.string().nullable(),
	transactions: z.number().describe('Begun since'),
	forMs: z.number().nullable(),
});
export type HorizonHolder = z.infer<typeof holderRow>;

/** What holds VACUUM back in this database, the oldest first. */
export function readHorizon(reader: Reader): Promise<HorizonHolder[]> {
	return readRows(reader, horizonSql, holderRow);
}

/** @param modes as pg_locks names them */
export async function readLockHolders(
	reader: Reader,
	relations: readonly number[],
	modes: readonly string[],
): Promise<Blocker[]> {
	const ask = [`{${relations.join()}}`, `{${modes.join()}}`];
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(holdersSql), ask)), blockerRow);
}
