import * as z from 'zod';
import locksSql from '../../../sql/queries/locks/locks.sql';
import type {Reader} from '../../postgres/reader.ts';
import {lockedThing} from '../blocking/blocking.ts';
import {forVersion, parseRows, sqlBody} from '../statement.ts';

const lockRow = lockedThing.extend({
	pid: z.int().describe('0 for a prepared transaction'),
	backendStart: z.string().nullable(),
	gid: z.string().nullable().describe('Of the prepared transaction that holds it'),
	mode: z.string(),
	granted: z.boolean(),
	fastPath: z.boolean().describe('Taken without the table of locks that all share'),
	waitMs: z.number().nullable().describe('PostgreSQL 14 and later'),
	user: z.string().nullable(),
	application: z.string().nullable(),
	state: z.string().nullable(),
	transactionMs: z.number().nullable(),
	query: z.string().nullable(),
});
export type LockRow = z.infer<typeof lockRow>;

export const locksValue = z.object({
	all: z.int().describe('Locks that there are, but for our own and those of transactions on themselves'),
	modes: z
		.array(z.object({mode: z.string(), granted: z.int(), waiting: z.int()}))
		.describe('The strongest first'),
	rows: z.array(lockRow).describe('At most 500: those that are waited for first, then the strongest'),
});
export type LocksValue = z.infer<typeof locksValue>;

export async function readLocks(reader: Reader, versionNumber: number, most: number): Promise<LocksValue> {
	const text = sqlBody(forVersion(locksSql, versionNumber));
	const [value] = parseRows(await reader.read(sql => sql.unsafe(text, [most])), locksValue);
	if (!value) throw new Error('A statement that gives one row gave none.');
	return value;
}
