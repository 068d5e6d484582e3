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
import {sectionSchema} from '../snapshot/section.ts';
import {upkeepKinds} from './kinds.ts';

const taskSchema = z.object({
	name: z.string().describe('As pgdeck upkeep run takes it'),
	kind: z.enum(upkeepKinds),
	target: z.string().describe('The table, policy or view; empty for all'),
	state: z.enum(['due', 'done', 'unknown']),
	detail: z.string().describe('What there is to do, or why that is not known'),
	lastAt: time.nullable().describe('When it was last done'),
	lastUnknown: z.string().nullable().describe('Why that is not known; null where it was never done'),
	obstacle: z.string().nullable().describe('Why this role can not do it'),
	grant: z.string().nullable().describe('The GRANT that would help'),
});
export type UpkeepTask = z.output<typeof taskSchema>;

const partsSchema = z.object({
	partitions: sectionSchema('Partitions', z.array(partitionedTable)),
	retention: sectionSchema(
		'Retention',
		z.array(retentionDue.extend({lastRunAt: time.nullable().describe('Followed to its end')})),
	),
	views: sectionSchema(
		'MaterializedViews',
		z.array(materializedView.extend({record: viewRecord.nullable()})),
	),
	statistics: sectionSchema(
		'PlannerStatistics',
		statisticsSummary.extend({
			countedSince: statisticsSince.describe('Since when it is counted: before, an ANALYZE left no record'),
			due: z.array(staleTable).describe('At most 500, those first that this role may ANALYZE'),
		}),
	),
	log: sectionSchema('UpkeepLog', z.array(logEntry)).describe('When each piece of upkeep was last done'),
	growth: sectionSchema('Growth', growthValue),
});
export type UpkeepParts = z.output<typeof partsSchema>;

export const upkeepSchema = partsSchema.extend({tasks: z.array(taskSchema)});
export type Upkeep = z.output<typeof upkeepSchema>;
