import * as z from 'zod';
import sizesSql from '../../../sql/queries/databases/database-sizes.sql';
import databasesSql from '../../../sql/queries/databases/databases.sql';
import limitsSql from '../../../sql/queries/databases/freeze-limits.sql';
import preparedSql from '../../../sql/queries/databases/prepared-transactions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, readRows, time} from '../statement.ts';

export const databaseCounters = [
	'commits',
	'rollbacks',
	'blocksRead',
	'blocksHit',
	'rowsRead',
	'rowsFetched',
	'inserted',
	'updated',
	'deleted',
	'conflicts',
	'tempFiles',
	'tempBytes',
	'deadlocks',
	'checksumFailures',
	'readMs',
	'writeMs',
	'sessionMs',
	'activeMs',
	'idleInTransactionMs',
	'sessions',
	'abandoned',
	'fatal',
	'killed',
] as const;
export type DatabaseCounter = (typeof databaseCounters)[number];

export const databaseFacts = z.object({
	oid: z.number().describe('0 for the shared catalogs'),
	name: z.string(),
	owner: z.string().nullable(),
	template: z.boolean().nullable(),
	connectable: z.boolean().nullable(),
	connectionLimit: z.int().nullable(),
	connections: z.int().nullable(),
	xidAge: z.number().nullable().describe('Transactions since the oldest unfrozen one'),
	mxidAge: z.number().nullable(),
	statsReset: time.nullable(),
	checksumFailedAt: time.nullable(),
});
const counters = Object.fromEntries(databaseCounters.map(name => [name, z.number().nullable()]));
const databaseRow = databaseFacts.extend(counters as Record<DatabaseCounter, z.ZodNullable<z.ZodNumber>>);
export type DatabaseRow = z.output<typeof databaseRow>;

export const preparedTransaction = z.object({
	gid: z.string(),
	transaction: z.string(),
	preparedAt: time,
	owner: z.string(),
	database: z.string(),
	xidAge: z.number(),
});

export const freezeLimits = z.object({
	serverTime: time,
	freezeMaxAge: z.int(),
	multixactFreezeMaxAge: z.int(),
	checksums: z.string().describe('data_checksums'),
	ioTiming: z.boolean(),
});

const sizeRow = z.object({oid: z.number(), bytes: z.number().nullable()});

export const readDatabases = (reader: Reader) => readRows(reader, databasesSql, databaseRow);
export const readPreparedTransactions = (reader: Reader) =>
	readRows(reader, preparedSql, preparedTransaction);
export const readFreezeLimits = (reader: Reader) => readRow(reader, limitsSql, freezeLimits);

/** Bytes by oid, without the databases whose size is hidden from this role. */
export async function readDatabaseSizes(reader: Reader): Promise<Array<{oid: number; bytes: number | null}>> {
	return readRows(reader, sizesSql, sizeRow);
}
