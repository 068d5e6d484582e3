import * as z from 'zod';
import {time} from '../../queries/statement.ts';

const workSchema = z.object({
	id: z.string(),
	kind: z
		.string()
		.describe('vacuum, analyze, create_index, cluster, basebackup, copy, or one of a later version'),
	command: z.string().nullable().describe('CREATE INDEX CONCURRENTLY, COPY FROM and the like'),
	pid: z.int(),
	database: z.string().nullable(),
	relation: z.string().nullable(),
	relationId: z.number().nullable(),
	index: z.string().nullable(),
	user: z.string().nullable(),
	backend: z.string().nullable(),
	phase: z.string().nullable().describe('Null when the view has none, or it is hidden from this role'),
	done: z.number().nullable(),
	total: z.number().nullable().describe('Null when the total is unknown'),
	unit: z.enum(['blocks', 'bytes', 'tuples', 'indexes', 'sessions', 'partitions']).nullable(),
	share: z.number().nullable().describe('Of this phase, 0 to 1'),
	hidden: z.boolean().describe('Its progress is hidden from this role'),
	startedAt: time.nullable(),
	waits: z.string().nullable(),
	query: z.string().nullable(),
	facts: z
		.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
		.describe('The row of the view'),
});
export type Work = z.output<typeof workSchema>;

export const progressSchema = z.object({
	kinds: z.array(z.string()).describe('Kinds that this server reports progress of'),
	rows: z.array(workSchema),
});
export type Progress = z.output<typeof progressSchema>;
