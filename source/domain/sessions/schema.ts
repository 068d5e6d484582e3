import * as z from 'zod';
import {lockedThing} from '../../queries/blocking/blocking.ts';
import {sessionRow} from '../../queries/sessions/sessions.ts';

export const sessionsSchema = z.object({
	all: z.int().describe('Number of sessions'),
	hidden: z.int().describe('Rows whose state and statement this role may not read'),
	rows: z.array(sessionRow).describe('At most 2,000: the longest transactions first, idle sessions last'),
});
export type Sessions = z.output<typeof sessionsSchema>;

const blockerSchema = z.object({
	id: z.string(),
	holds: z.array(z.string()).describe('Conflicting modes that it holds, or waits for, on the same object'),
	queued: z.boolean().describe('It holds none of them: it waits itself, ahead in the queue'),
});

const waitSchema = z.object({
	ms: z.number().nullable(),
	since: z
		.enum(['lock', 'statement'])
		.nullable()
		.describe('Start of the measured time: the wait (PostgreSQL 14 and later), or the statement'),
	thing: lockedThing
		.nullable()
		.describe('The locked object; null when the wait had ended before the locks were read'),
	mode: z.string().nullable(),
	behind: z.array(blockerSchema),
});

const partySchema = z.object({
	id: z.string().describe('Process id and backend start, or the identifier of the prepared transaction'),
	pid: z.int().describe('0 for a prepared transaction'),
	session: sessionRow.nullable().describe('Null when it ended before it could be read'),
	prepared: z
		.object({
			gid: z.string().nullable().describe('Null when it ended before the locks were read'),
			preparedAt: z.string().nullable(),
			preparedMs: z.number().nullable(),
			owner: z.string().nullable(),
			database: z.string().nullable(),
		})
		.nullable(),
	wait: waitSchema.nullable().describe('Null for a root, which waits for no lock'),
});

export const blockingSchema = z.object({
	waiting: z.int().describe('Sessions that wait for a lock'),
	asked: z.int().describe('How many of them were read with their blockers: at most 200'),
	parties: z.array(partySchema).describe('Waiting sessions and their blockers'),
});
export type Blocking = z.output<typeof blockingSchema>;
export type Party = Blocking['parties'][number];
export type Wait = NonNullable<Party['wait']>;
