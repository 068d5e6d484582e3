import * as z from 'zod';
import holdersSql from '../../../sql/queries/locks/lock-holders.sql';
import locksSql from '../../../sql/queries/locks/locks.sql';
import type {Reader} from '../../postgres/reader.ts';
import {lockedThing} from '../blocking/blocking.ts';
import {type Blocker, blockerRow} from '../run/watch.ts';
import {forVersion, parseRows, sqlBody} from '../statement.ts';

const lockRow = lockedThing.extend({
	pid: z.int().describe('0 for a prepared transaction'),
	backendStart: z.string().nullable(),
	gid: z.string().nullable().describe('Identifier of the prepared transaction that holds it'),
	mode: z.string(),
	granted: z.boolean(),
	fastPath: z.boolean().describe('Taken by the fast path, outside the shared lock table'),
	waitMs: z.number().nullable().describe('PostgreSQL 14 and later'),
	user: z.string().nullable(),
	application: z.string().nullable(),
	state: z.string().nullable(),
	transactionMs: z.number().nullable(),
	query: z.string().nullable(),
});
export type LockRow = z.infer<typeof lockRow>;

export const locksValue = z.object({
	all: z.int().describe('Number of locks, without those of pgdeck and of transactions on themselves'),
	modes: z
		.array(z.object({mode: z.string(), granted: z.int(), waiting: z.int()}))
		.describe('The strongest first'),
	rows: z.array(lockRow).describe('At most 500: waiting ones first, then the strongest'),
});
export type LocksValue = z.infer<typeof locksValue>;

export async function readLocks(reader: Reader, versionNumber: number, most: number): Promise<LocksValue> {
	const text = sqlBody(forVersion(locksSql, versionNumber));
	const [value] = parseRows(await reader.read(sql => sql.unsafe(text, [most])), locksValue);
	if (!value) throw new Error('The query returned no row.');
	return value;
}

/**
Sessions that hold a lock of these modes on these relations.
@param modes as pg_locks names them
*/
export async function readLockHolders(
	reader: Reader,
	relations: readonly number[],
	modes: readonly string[],
): Promise<Blocker[]> {
	const ask = [`{${relations.join()}}`, `{${modes.join()}}`];
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(holdersSql), ask)), blockerRow);
}
