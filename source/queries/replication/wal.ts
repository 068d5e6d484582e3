import * as z from 'zod';
import archiverSql from '../../../sql/queries/replication/archiver.sql';
import checkpoints17Sql from '../../../sql/queries/replication/checkpoints.pg17.sql';
import checkpointsSql from '../../../sql/queries/replication/checkpoints.sql';
import ioSql from '../../../sql/queries/replication/io.pg16.sql';
import walSql from '../../../sql/queries/replication/wal-counters.pg14.sql';
import walFilesSql from '../../../sql/queries/replication/wal-files.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, readRows, time} from '../statement.ts';

export const checkpointCounters = [
	'timed',
	'requested',
	'restartpoints',
	'writeMs',
	'syncMs',
	'buffersCheckpoint',
	'buffersCleaner',
	'buffersBackend',
	'cleanerStopped',
	'buffersAllocated',
] as const;
export type CheckpointCounter = (typeof checkpointCounters)[number];

export const walCounters = ['records', 'fullPages', 'bytes', 'buffersFull', 'writes', 'syncs'] as const;
export type WalCounter = (typeof walCounters)[number];

export const archiverCounters = ['archived', 'failures'] as const;
export type ArchiverCounter = (typeof archiverCounters)[number];

export const ioCounters = [
	'reads',
	'readBytes',
	'readMs',
	'writes',
	'writeBytes',
	'writeMs',
	'extendBytes',
	'hits',
	'evictions',
	'fsyncs',
] as const;
export type IoCounter = (typeof ioCounters)[number];

function figures<Name extends string>(names: readonly Name[]) {
	const shape = Object.fromEntries(names.map(name => [name, z.number().nullable()]));
	return z.object({...(shape as Record<Name, z.ZodNullable<z.ZodNumber>>), statsReset: time.nullable()});
}

const checkpointRow = figures(checkpointCounters);
const walRow = figures(walCounters);
const ioRow = figures(ioCounters).extend({backend: z.string(), object: z.string(), context: z.string()});
const archiverRow = figures(archiverCounters).extend({
	lastArchived: z.string().nullable(),
	lastArchivedAt: time.nullable(),
	lastFailed: z.string().nullable(),
	lastFailedAt: time.nullable(),
});
export const walFiles = z.object({
	files: z.int(),
	bytes: z.number(),
	waiting: z.int().describe('Files waiting to be archived'),
});
export type WalFiles = z.output<typeof walFiles>;

export const readArchiver = (reader: Reader) => readRow(reader, archiverSql, archiverRow);
export const readWalFiles = (reader: Reader) => readRow(reader, walFilesSql, walFiles);
export const readCheckpoints = (reader: Reader, versionNumber: number) =>
	readRow(reader, versionNumber >= 170_000 ? checkpoints17Sql : checkpointsSql, checkpointRow);

/** @returns undefined before 14 */
export async function readWal(reader: Reader, versionNumber: number) {
	return versionNumber < 140_000 ? undefined : readRow(reader, walSql, walRow);
}

/** @returns undefined before 16 */
export async function readIo(reader: Reader, versionNumber: number) {
	return versionNumber < 160_000 ? undefined : readRows(reader, ioSql, ioRow);
}
