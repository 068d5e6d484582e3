import * as z from 'zod';
import countsSql from '../../../sql/queries/waits/wait-counts.sql';
import sessionsSql from '../../../sql/queries/waits/wait-sessions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRows, time} from '../statement.ts';

export const waitCount = z.object({class: z.string(), event: z.string(), count: z.int()});
export type WaitCount = z.output<typeof waitCount>;

export const waitSession = z.object({
	pid: z.int(),
	startedAt: time.nullable(),
	user: z.string().nullable(),
	database: z.string().nullable(),
	application: z.string().nullable(),
	backend: z.string().nullable(),
	class: z.string(),
	event: z.string(),
	queryMs: z.number().nullable(),
	queryId: z.string().nullable().describe('PostgreSQL 14 and later, with compute_query_id'),
	query: z.string().nullable(),
});
export type WaitSession = z.output<typeof waitSession>;

export const readWaitCounts = (reader: Reader) => readRows(reader, countsSql, waitCount);
export const readWaitSessions = (reader: Reader) => readRows(reader, sessionsSql, waitSession);
