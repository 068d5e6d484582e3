import * as z from 'zod';
import collectorSql from '../../../sql/queries/health/collector-file.sql';
import databaseSizeSql from '../../../sql/queries/health/database-size.sql';
import healthSql from '../../../sql/queries/health/health.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, sqlBody, time} from '../statement.ts';

const counter = z.number().describe('Counted since statsReset');

/** Counters are totals; the sampler derives `rates` from two samples. */
export const healthRow = z.object({
	serverTime: time,
	inRecovery: z.boolean(),
	startedAt: time,
	maxConnections: z.int(),
	reservedConnections: z.int().describe('Reserved for superusers and members of pg_use_reserved_connections'),
	total: z.int().describe('Client backends, including those of pgdeck'),
	active: z.int().describe('Without the session of the query'),
	idle: z.int(),
	idleInTransaction: z.int(),
	idleInTransactionAborted: z.int(),
	other: z.int(),
	hidden: z.int().describe('Sessions whose state this role may not read'),
	waitingForLock: z.int(),
	oldestTransactionMs: z.number().nullable().describe('Of the sessions visible to this role'),
	longestQueryMs: z.number().nullable(),
	commits: counter,
	rollbacks: counter,
	blocksHit: counter,
	blocksRead: counter,
	deadlocks: counter,
	tempBytes: counter,
	statsReset: time.nullable(),
	senders: z.int().describe('Standbys and other receivers of WAL'),
	senderLagBytes: z.number().nullable(),
	senderLagMs: z.number().nullable(),
	standbyLagMs: z.number().nullable(),
	standbyLagBytes: z.number().nullable(),
});
export type HealthRow = z.infer<typeof healthRow>;

export function readHealth(reader: Reader): Promise<HealthRow> {
	return readRow(reader, healthSql, healthRow);
}

/** Before version 15 the statistics collector writes the counters to a file on request. */
const collectorUntil = 150_000;

/**
Reads the vital signs. Before version 15 the server sleeps until the collector has written its file, 10 ms or more, at no
cost. A query of its own waits for the file. Both queries read the file, so the extra time of the first was sleep, and is not
charged.
*/
export async function readVitals(reader: Reader, versionNumber: number): Promise<HealthRow> {
	if (versionNumber >= collectorUntil) return readHealth(reader);
	const waiting = reader.metered();
	const before = reader.cost.tookMs;
	const [, row] = await Promise.all([
		waiting.read(sql => sql.unsafe(sqlBody(collectorSql))),
		readHealth(reader),
	]);
	const {queries, tookMs} = waiting.cost;
	reader.charge({queries, tookMs: Math.min(tookMs, reader.cost.tookMs - before)});
	return row;
}

/** @returns bytes */
export async function readDatabaseSize(reader: Reader): Promise<number> {
	return (await readRow(reader, databaseSizeSql, z.object({sizeBytes: z.number()}))).sizeBytes;
}
