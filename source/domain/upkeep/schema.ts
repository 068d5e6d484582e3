import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';
import {partitionedTable} from '../../queries/upkeep/partitions.ts';
import {
	growthValue,
	logEntry,
	materializedView,
	retentionDue,
	staleTable,
	statisticsSummary,
	viewRecord,
} from '../../queries/upkeep/upkeep.ts';
import {anyCoded, codedSchema} from '../snapshot/coded-schema.ts';
import {sectionSchema} from '../snapshot/section.ts';
import {upkeepKinds} from './kinds.ts';
import {lastWords, taskWords} from './words.ts';

const taskSchema = z.object({
	name: z.string().describe('As pgdeck upkeep run takes it'),
	kind: z.enum(upkeepKinds),
	target: z.string().describe('The table, policy or view; empty for all'),
	state: z.enum(['due', 'done', 'unknown']),
	detail: codedSchema(taskWords).describe('The work to do, or why it is unknown'),
	remarks: z.array(codedSchema(taskWords)).describe('Further facts on it'),
	lastAt: time.nullable().describe('When it was last done'),
	lastUnknown: codedSchema(lastWords).nullable().describe('Why that is unknown; null if it was never done'),
	obstacle: anyCoded.nullable().describe('Why this role cannot do it'),
	grant: z.string().nullable().describe('The GRANT that would help'),
});
export type UpkeepTask = z.output<typeof taskSchema>;

const partsSchema = z.object({
	partitions: sectionSchema('Partitions', z.array(partitionedTable)),
	retention: sectionSchema(
		'Retention',
		z.array(retentionDue.extend({lastRunAt: time.nullable().describe('Completed')})),
	),
	views: sectionSchema(
		'MaterializedViews',
		z.array(materializedView.extend({record: viewRecord.nullable()})),
	),
	statistics: sectionSchema(
		'PlannerStatistics',
		statisticsSummary.extend({
			countedSince: statisticsSince.describe('Start of the counters: an earlier ANALYZE left no record'),
			due: z.array(staleTable).describe('At most 500, first those that this role may ANALYZE'),
		}),
	),
	log: sectionSchema('UpkeepLog', z.array(logEntry)).describe('When each piece of upkeep was last done'),
	growth: sectionSchema('Growth', growthValue),
});
export type UpkeepParts = z.output<typeof partsSchema>;

export const upkeepSchema = partsSchema.extend({tasks: z.array(taskSchema)});
export type Upkeep = z.output<typeof upkeepSchema>;
