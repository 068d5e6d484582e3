import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {type StatementCounter, statementCounters} from '../../queries/statements/statement-figures.ts';
import {type Counted, countedSchema} from '../snapshot/counted.ts';

const counted = countedSchema(statementCounters);

const rowSchema = z.object({
	id: z.string().describe('Query, user, database and whether it is at top level'),
	queryId: z.string(),
	userId: z.number(),
	user: z.string(),
	databaseId: z.number(),
	database: z.string().nullable().describe('Null for one that was dropped'),
	toplevel: z.boolean().describe('False for one inside of a function'),
	text: z.string().nullable().describe('Normalized and cut; null where it was not read yet'),
	since: time.nullable().describe('Since when it is counted: version 1.11 and later'),
	meanMs: z.number().describe('Over its lifetime'),
	deviationMs: z.number().describe('Standard deviation: with the mean it gives no percentile'),
	leastMs: z.number(),
	mostMs: z.number(),
	meanPlanMs: z.number(),
	deviationPlanMs: z.number(),
	counted,
});
export type StatementRow = z.output<typeof rowSchema>;

export const statementsSchema = z.object({
	schema: z.string(),
	version: z.string().describe('Of the extension'),
	serverTime: time,
	connectedAt: time.describe('Since when "since connected" counts'),
	entries: z.int().describe('All there are'),
	mostEntries: z.int().nullable().describe('pg_stat_statements.max'),
	hidden: z.int().describe('Of other roles, whose query this role may not see; they are in the sums'),
	own: z.int().describe('Questions of pgdeck itself, which are not among the rows; they are in the sums'),
	deallocations: z
		.number()
		.nullable()
		.describe('Times that the least used were thrown out; version 1.9 and later'),
	evicted: z
		.int()
		.describe('Entries thrown out or reset one by one since pgdeck connected, as far as was seen'),
	statsReset: time.nullable().describe('Version 1.9 and later'),
	resetSeenAt: time.nullable().describe('When all of them were seen to have begun anew'),
	planning: z.boolean().describe('pg_stat_statements.track_planning'),
	ioTiming: z.boolean().describe('track_io_timing: without it times of blocks are 0'),
	blockBytes: z.int(),
	sums: counted.describe('Of all entries'),
	rows: z.array(rowSchema).describe('All, or of many those that lead in one of the figures'),
});
export type Statements = z.output<typeof statementsSchema>;
export type StatementFigures = Counted<StatementCounter>;
