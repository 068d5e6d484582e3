import * as z from 'zod';
import settingsSql from '../../../sql/queries/vacuum/autovacuum-settings.sql';
import obstaclesSql from '../../../sql/queries/vacuum/vacuum-obstacles.sql';
import relationsSql from '../../../sql/queries/vacuum/vacuum-relations.sql';
import runningSql from '../../../sql/queries/vacuum/vacuum-running.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, parseRows, readRow, readRows, sqlBody, time} from '../statement.ts';

/** What autovacuum counts of a table, a materialized view or a TOAST table. */
export const vacuumRelation = z.object({
	oid: z.int(),
	tableOid: z.int().describe('The table that it belongs to: its own number unless it is TOAST'),
	schema: z.string(),
	name: z.string().describe('Of the table'),
	toast: z.boolean(),
	pages: z.number(),
	frozenPages: z.number().nullable().describe('All-frozen pages; null before 18, which counts them'),
	rowsEstimate: z.number(),
	deadTuples: z.number(),
	insertsSinceVacuum: z.number(),
	modifiedSinceAnalyze: z.number(),
	xidAge: z.number().nullable(),
	mxidAge: z.number().nullable(),
	options: z.record(z.string(), z.string()).nullable().describe('Options of autovacuum of its own'),
	lastVacuum: time.nullable(),
	lastAutovacuum: time.nullable(),
	lastAnalyze: time.nullable(),
	lastAutoanalyze: time.nullable(),
});
export type VacuumRelation = z.infer<typeof vacuumRelation>;

/** A VACUUM that runs. */
export const vacuumRun = z.object({
	pid: z.int(),
	database: z.string().nullable(),
	here: z.boolean().nullable().describe('In this database: the names of others can not be known'),
	oid: z.int().nullable(),
	schema: z.string().nullable(),
	name: z.string().nullable(),
	toast: z.boolean(),
	phase: z.string().nullable().describe('Null where this role may not see it'),
	pages: z.number().nullable(),
	pagesScanned: z.number().nullable(),
	pagesVacuumed: z.number().nullable(),
	indexRounds: z.number().nullable().describe('How often all indexes were gone through'),
	indexesTotal: z.number().nullable().describe('Null before 17'),
	indexesDone: z.number().nullable().describe('Null before 17'),
	deadBytes: z.number().nullable().describe('Memory that the dead tuples found so far take'),
	deadBytesMost: z.number().nullable().describe('And what they may take before the indexes are gone through'),
	startedAt: time.nullable(),
	user: z.string().nullable(),
	automatic: z.boolean().nullable(),
	againstWraparound: z.boolean().nullable(),
});
export type VacuumRun = z.infer<typeof vacuumRun>;

/** A lock for which autovacuum passes over a relation. */
export const vacuumObstacle = z.object({oid: z.int(), pid: z.int().nullable(), mode: z.string()});
export type VacuumObstacle = z.infer<typeof vacuumObstacle>;

const settingsRow = z.object({settings: z.record(z.string(), z.string())});
/** Settings of autovacuum by name, as pg_settings has them; what the version lacks is not there. */
export type AutovacuumSettings = Readonly<Record<string, string>>;

export async function readAutovacuumSettings(reader: Reader): Promise<AutovacuumSettings> {
	return (await readRow(reader, settingsSql, settingsRow)).settings;
}

/** @param table the one that is asked for, with its TOAST; undefined for all of them */
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
