import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {type StatementCounter, statementCounters} from '../../queries/statements/statement-figures.ts';
import {type Counted, countedSchema} from '../snapshot/counted.ts';

const counted = countedSchema(statementCounters);

const rowSchema = z.object({
	id: z.string().describe('Query, user, database and nesting'),
	queryId: z.string(),
	userId: z.number(),
	user: z.string(),
	databaseId: z.number(),
	database: z.string().nullable().describe('Null for a dropped database'),
	toplevel: z.boolean().describe('False inside a function'),
	text: z.string().nullable().describe('Normalized and truncated; null if not read yet'),
	since: time.nullable().describe('Start of its counters; version 1.11 and later'),
	meanMs: z.number().describe('Since the start of its counters'),
	deviationMs: z.number().describe('Standard deviation; gives no percentile'),
	leastMs: z.number(),
	mostMs: z.number(),
	meanPlanMs: z.number(),
	deviationPlanMs: z.number(),
	counted,
});
export type StatementRow = z.output<typeof rowSchema>;

export const statementsSchema = z.object({
	schema: z.string(),
	version: z.string().describe('Version of the extension'),
	serverTime: time,
	connectedAt: time.describe('Start of the counters since connected'),
	entries: z.int().describe('All entries'),
	mostEntries: z.int().nullable().describe('pg_stat_statements.max'),
	hidden: z.int().describe('Entries of other roles that are hidden; included in the sums'),
	own: z.int().describe('Entries of pgdeck itself, left out of the rows; included in the sums'),
	deallocations: z
		.number()
		.nullable()
		.describe('Deallocations of the least used entries; version 1.9 and later'),
	evicted: z.int().describe('Entries seen to be deallocated or reset one by one since pgdeck connected'),
	statsReset: time.nullable().describe('Version 1.9 and later'),
	resetSeenAt: time.nullable().describe('When pgdeck saw all counters reset'),
	planning: z.boolean().describe('pg_stat_statements.track_planning'),
	ioTiming: z.boolean().describe('track_io_timing: I/O times are 0 without it'),
	blockBytes: z.int(),
	sums: counted.describe('Sums over all entries'),
	rows: z.array(rowSchema).describe('All entries; of more than 400, the leaders by each figure'),
});
export type Statements = z.output<typeof statementsSchema>;
export type StatementFigures = Counted<StatementCounter>;
