import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {horizon} from '../../queries/vacuum/horizon.ts';
import {vacuumObstacle, vacuumRelation, vacuumRun} from '../../queries/vacuum/vacuum.ts';
import {relationAge} from '../../queries/vacuum/wraparound.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {sectionSchema} from '../snapshot/section.ts';
import {vacuumCheck} from './autovacuum.ts';
import {sequencesSchema} from './sequences.ts';
import {heldWords} from './words.ts';
import {databaseWraparound} from './wraparound.ts';

export const vacuumRow = vacuumRelation.extend({
	checks: z.array(vacuumCheck),
	dueSince: time.nullable().describe('When pgdeck first saw it due: the server does not record that'),
	heldBy: codedSchema(heldWords).nullable().describe('Why due work has not been done, where known'),
});
export type VacuumRow = z.output<typeof vacuumRow>;

const relationsSchema = z.object({
	total: z.int().describe('Tables, materialized views and TOAST tables'),
	due: z.int().describe('Relations with work due'),
	rows: z.array(vacuumRow).describe('At most 500, the most pressing first'),
	obstacles: z.array(vacuumObstacle).describe('Locks that make autovacuum skip a relation'),
});

/** Relations due for autovacuum, holders of the xmin horizon, running VACUUMs, and how close the cluster is to wraparound. */
export const vacuumSchema = z.object({
	settings: z.record(z.string(), z.string()).describe('Server parameters of autovacuum, as in pg_settings'),
	horizon: sectionSchema('Horizon', horizon),
	running: sectionSchema('VacuumRuns', z.array(vacuumRun)),
	relations: sectionSchema('VacuumRelations', relationsSchema),
	databases: sectionSchema(
		'Wraparound',
		z.object({
			databases: z.array(databaseWraparound).describe('All databases of the cluster, the oldest first'),
			oldest: z.array(relationAge).describe('The five oldest relations of this database'),
		}),
	),
	sequences: sectionSchema('Sequences', sequencesSchema),
});
export type Vacuum = z.output<typeof vacuumSchema>;
export type VacuumRelations = z.output<typeof relationsSchema>;
