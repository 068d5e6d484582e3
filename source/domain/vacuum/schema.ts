import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {horizon} from '../../queries/vacuum/horizon.ts';
import {vacuumObstacle, vacuumRelation, vacuumRun} from '../../queries/vacuum/vacuum.ts';
import {relationAge} from '../../queries/vacuum/wraparound.ts';
import {sectionSchema} from '../snapshot/section.ts';
import {vacuumCheck} from './autovacuum.ts';
import {sequencesSchema} from './sequences.ts';
import {databaseWraparound} from './wraparound.ts';

export const vacuumRow = vacuumRelation.extend({
	checks: z.array(vacuumCheck),
	dueSince: time
		.nullable()
		.describe('When it was first seen to be due, by this program: no server keeps note of that'),
	heldBy: z.string().nullable().describe('Why what is due has not been done, where it can be told'),
});
export type VacuumRow = z.output<typeof vacuumRow>;

const relationsSchema = z.object({
	total: z.int().describe('Tables, materialized views and TOAST tables that were looked at'),
	due: z.int().describe('Of which something is due'),
	rows: z.array(vacuumRow).describe('At most 500, the most pressing first'),
	obstacles: z.array(vacuumObstacle).describe('Locks for which autovacuum passes over a relation'),
});

/** Autovacuum's own arithmetic, who holds VACUUM back, what runs, and how near the counters of the cluster are to their end. */
export const vacuumSchema = z.object({
	settings: z.record(z.string(), z.string()).describe('Settings of autovacuum, as pg_settings has them'),
	horizon: sectionSchema('Horizon', horizon),
	running: sectionSchema('VacuumRuns', z.array(vacuumRun)),
	relations: sectionSchema('VacuumRelations', relationsSchema),
	databases: sectionSchema(
		'Wraparound',
		z.object({
			databases: z.array(databaseWraparound).describe('Of the whole cluster, the oldest first'),
			oldest: z.array(relationAge).describe('The five relations of this database that keep it so old'),
		}),
	),
	sequences: sectionSchema('Sequences', sequencesSchema),
});
export type Vacuum = z.output<typeof vacuumSchema>;
export type VacuumRelations = z.output<typeof relationsSchema>;
