import * as z from 'zod';
import growthSql from '../../../sql/queries/upkeep/upkeep-growth.sql';
import logSql from '../../../sql/queries/upkeep/upkeep-log.sql';
import objectsSql from '../../../sql/queries/upkeep/upkeep-objects.sql';
import policiesSql from '../../../sql/queries/upkeep/upkeep-policies.sql';
import policyRunsSql from '../../../sql/queries/upkeep/upkeep-policy-runs.sql';
import retentionSql from '../../../sql/queries/upkeep/upkeep-retention.sql';
import statisticsSql from '../../../sql/queries/upkeep/upkeep-statistics.sql';
import tablesSql from '../../../sql/queries/upkeep/upkeep-tables.sql';
import viewRecordsSql from '../../../sql/queries/upkeep/upkeep-view-records.sql';
import viewsSql from '../../../sql/queries/upkeep/upkeep-views.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, parseRows, readRow, readRows, sqlBody, time} from '../statement.ts';

/** Existing functions and tables of the pack, with the privilege of this role to execute or read them. */
const objectsRow = z.object({
	functions: z.record(z.string(), z.boolean()),
	relations: z.record(z.string(), z.boolean()),
});
export type UpkeepObjects = z.infer<typeof objectsRow>;

const quoted = z.string().describe('Its name, quoted for SQL');

const retentionPolicy = z.object({
	policy: z.string(),
	relation: z.string().nullable(),
	action: z.string(),
	days: z.int().nullable(),
	problem: z.string().nullable().describe('Why it cannot be followed'),
});

export const retentionDue = retentionPolicy.extend({
	partitions: z.int().describe('Whole partitions that are due'),
	dueRows: z.number().nullable(),
	rowsEstimated: z.boolean(),
	dueBytes: z.number().nullable(),
});
export type RetentionDue = z.infer<typeof retentionDue>;

const policyRun = z.object({policy: z.string().nullable(), lastRunAt: time.nullable()});

export const materializedView = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	quoted,
	owner: z.string(),
	populated: z.boolean(),
	concurrently: z.boolean().describe('Has the unique index that REFRESH CONCURRENTLY requires'),
	mayRefresh: z.boolean(),
});
export type MaterializedView = z.infer<typeof materializedView>;

export const viewRecord = z.object({
	view: z.string().nullable(),
	intervalMs: z.number().nullable(),
	active: z.boolean(),
	refreshedAt: time.nullable(),
	error: z.string().nullable(),
});
export type ViewRecord = z.infer<typeof viewRecord>;

export const staleTable = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	quoted,
	owner: z.string(),
	analyzedAt: time.nullable(),
	changed: z.number().describe('Rows changed since then'),
	mayAnalyze: z.boolean(),
});
export type StaleTable = z.infer<typeof staleTable>;

export const statisticsSummary = z.object({
	tables: z.int(),
	never: z.int().describe('Tables without a recorded ANALYZE, which a reset of the counters may have erased'),
	oldestAt: time.nullable(),
	allowed: z.int().describe('Tables that this role may ANALYZE'),
	refused: z
		.object({schema: z.string(), name: z.string(), quoted, owner: z.string()})
		.nullable()
		.describe('The first table that it may not'),
});
export type StatisticsSummary = z.infer<typeof statisticsSummary>;

export const logEntry = z.object({
	task: z.string(),
	target: z.string(),
	doneAt: time,
	doneBy: z.string(),
	summary: z.record(z.string(), z.unknown()),
});
export type LogEntry = z.infer<typeof logEntry>;

export const growthValue = z.object({
	firstAt: time.nullable().describe('The oldest record of all'),
	tables: z.array(
		z.object({
			oid: z.int(),
			table: z.string(),
			recordedAt: time,
			bytesThen: z.number(),
			bytes: z.number().nullable().describe('Null while it is locked'),
		}),
	),
});
export type Growth = z.infer<typeof growthValue>;

export const readUpkeepObjects = (reader: Reader) => readRow(reader, objectsSql, objectsRow);
export const readRetentionDue = (reader: Reader) => readRows(reader, retentionSql, retentionDue);
export const readViews = (reader: Reader) => readRows(reader, viewsSql, materializedView);
export const readViewRecords = (reader: Reader) => readRows(reader, viewRecordsSql, viewRecord);
export const readStatisticsSummary = (reader: Reader) => readRow(reader, statisticsSql, statisticsSummary);
export const readUpkeepLog = (reader: Reader) => readRows(reader, logSql, logEntry);
export const readGrowth = (reader: Reader) => readRow(reader, growthSql, growthValue);

/** The last completed run of each policy. */
export async function readPolicyRuns(reader: Reader): Promise<ReadonlyMap<string, Date>> {
	const rows = await readRows(reader, policyRunsSql, policyRun);
	return new Map(
		rows.flatMap(({policy, lastRunAt}) => (policy && lastRunAt ? [[policy, lastRunAt] as const] : [])),
	);
}

/** Tables whose statistics are due, sanitized for the screen. */
export async function readStaleTables(reader: Reader, most: number): Promise<StaleTable[]> {
	return parseRows(await askTables(reader, false, most), staleTable);
}

/** The same with unsanitized names, to be sent back to the server. */
export async function readRawTables(reader: Reader, all: boolean, most: number): Promise<StaleTable[]> {
	return parseRawRows(await askTables(reader, all, most), staleTable);
}

export const readRawRetentionDue = async (reader: Reader) =>
	parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(retentionSql))), retentionDue);
export const readRawPolicies = async (reader: Reader) =>
	parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(policiesSql))), retentionPolicy);
export const readRawViews = async (reader: Reader) =>
	parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(viewsSql))), materializedView);

function askTables(reader: Reader, all: boolean, most: number): Promise<readonly unknown[]> {
	return reader.read(sql => sql.unsafe(sqlBody(tablesSql), [all, most]));
}
