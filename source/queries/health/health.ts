import * as z from 'zod';
import collectorSql from '../../../sql/queries/health/collector-file.sql';
import databaseSizeSql from '../../../sql/queries/health/database-size.sql';
import healthSql from '../../../sql/queries/health/health.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, sqlBody, time} from '../statement.ts';

const counter = z.number().describe('Counts up since statsReset');

/** Counters are as they stand; what they did since the sample before is `rates`, made by the sampler. */
export const healthRow = z.object({
	serverTime: time,
	inRecovery: z.boolean(),
	startedAt: time,
	maxConnections: z.int(),
	reservedConnections: z
		.int()
		.describe('Of those, only for superusers and roles with pg_use_reserved_connections'),
	total: z.int().describe('Client backends, those of pgdeck included'),
	active: z.int().describe('Without the session that asks'),
	idle: z.int(),
	idleInTransaction: z.int(),
	idleInTransactionAborted: z.int(),
	other: z.int(),
	hidden: z.int().describe('Sessions whose state this role may not read'),
	waitingForLock: z.int(),
	oldestTransactionMs: z.number().nullable().describe('Among the sessions that this role may read'),
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

/** Before 15 counters are in a file that the collector writes when it is asked to. */
const collectorUntil = 150_000;

/**
The vital signs. Before 15 the server sleeps until the collector has written its file, 10 ms or more, which costs it
nothing: that is waited for by a question of its own. Each of the two reads the file, so what the first took beyond
the second was sleep, and is not charged.
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
