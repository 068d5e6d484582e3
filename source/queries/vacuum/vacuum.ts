import * as z from 'zod';
import settingsSql from '../../../sql/queries/vacuum/autovacuum-settings.sql';
import obstaclesSql from '../../../sql/queries/vacuum/vacuum-obstacles.sql';
import relationsSql from '../../../sql/queries/vacuum/vacuum-relations.sql';
import runningSql from '../../../sql/queries/vacuum/vacuum-running.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRows, readRow, readRows, sqlBody, time} from '../statement.ts';

/** The autovacuum counters of a table, a materialized view or a TOAST table. */
export const vacuumRelation = z.object({
	oid: z.int(),
	tableOid: z.int().describe('For TOAST the oid of its table, else its own'),
	schema: z.string(),
	name: z.string().describe('Name of the table'),
	toast: z.boolean(),
	pages: z.number(),
	frozenPages: z.number().nullable().describe('All-frozen pages; null before 18'),
	rowsEstimate: z.number(),
	deadTuples: z.number(),
	insertsSinceVacuum: z.number(),
	modifiedSinceAnalyze: z.number(),
	xidAge: z.number().nullable(),
	mxidAge: z.number().nullable(),
	options: z.record(z.string(), z.string()).nullable().describe('Its own autovacuum storage parameters'),
	lastVacuum: time.nullable(),
	lastAutovacuum: time.nullable(),
	lastAnalyze: time.nullable(),
	lastAutoanalyze: time.nullable(),
});
export type VacuumRelation = z.infer<typeof vacuumRelation>;

/** A running VACUUM. */
export const vacuumRun = z.object({
	pid: z.int(),
	database: z.string().nullable(),
	here: z
		.boolean()
		.nullable()
		.describe('Whether it runs in this database; relation names of others are unknown'),
	oid: z.int().nullable(),
	schema: z.string().nullable(),
	name: z.string().nullable(),
	toast: z.boolean(),
	phase: z.string().nullable().describe('Null where this role may not see it'),
	pages: z.number().nullable(),
	pagesScanned: z.number().nullable(),
	pagesVacuumed: z.number().nullable(),
	indexRounds: z.number().nullable().describe('Completed index vacuum cycles'),
	indexesTotal: z.number().nullable().describe('Null before 17'),
	indexesDone: z.number().nullable().describe('Null before 17'),
	deadBytes: z.number().nullable().describe('Memory used by the dead tuples found so far'),
	deadBytesMost: z.number().nullable().describe('Memory limit that triggers an index vacuum cycle'),
	startedAt: time.nullable(),
	user: z.string().nullable(),
	automatic: z.boolean().nullable(),
	againstWraparound: z.boolean().nullable(),
});
export type VacuumRun = z.infer<typeof vacuumRun>;

/** A lock that makes autovacuum skip a relation. */
export const vacuumObstacle = z.object({oid: z.int(), pid: z.int().nullable(), mode: z.string()});
export type VacuumObstacle = z.infer<typeof vacuumObstacle>;

const settingsRow = z.object({settings: z.record(z.string(), z.string())});
/** Server parameters of autovacuum by name, as in pg_settings; those missing in this version are absent. */
export type AutovacuumSettings = Readonly<Record<string, string>>;

export async function readAutovacuumSettings(reader: Reader): Promise<AutovacuumSettings> {
	return (await readRow(reader, settingsSql, settingsRow)).settings;
}

/** @param table one table with its TOAST; undefined for all */
export async function readVacuumRelations(
	reader: Reader,
	versionNumber: number,
	table?: number,
): Promise<VacuumRelation[]> {
	const text = sqlBody(forVersion(relationsSql, versionNumber));
	return parseRows(await reader.read(sql => sql.unsafe(text, [table ?? null])), vacuumRelation);
}

export function readVacuumRuns(reader: Reader, versionNumber: number): Promise<VacuumRun[]> {
	return readRows(reader, forVersion(runningSql, versionNumber), vacuumRun);
}

export function readVacuumObstacles(reader: Reader): Promise<VacuumObstacle[]> {
	return readRows(reader, obstaclesSql, vacuumObstacle);
}
