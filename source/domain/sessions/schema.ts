import * as z from 'zod';
import {lockedThing} from '../../queries/blocking/blocking.ts';
import {sessionRow} from '../../queries/sessions/sessions.ts';

export const sessionsSchema = z.object({
	all: z.int().describe('Sessions that there are'),
	hidden: z.int().describe('Those among the rows whose doings this role may not read'),
	rows: z.array(sessionRow).describe('At most 2,000: the longest transactions first, idle sessions last'),
});
export type Sessions = z.output<typeof sessionsSchema>;

const blockerSchema = z.object({
	id: z.string(),
	holds: z.array(z.string()).describe('Modes that it has on what is waited for, and that stand in the way'),
	queued: z.boolean().describe('It has none of them yet: it waits itself, further ahead'),
});

const waitSchema = z.object({
	ms: z.number().nullable(),
	since: z
		.enum(['lock', 'statement'])
		.nullable()
		.describe('From when that counts: the wait (PostgreSQL 14 and later), or the beginning of the statement'),
	thing: lockedThing
		.nullable()
		.describe('What it waits for; null where that was over at the look at the locks'),
	mode: z.string().nullable(),
	behind: z.array(blockerSchema),
});

const partySchema = z.object({
	id: z.string().describe('Process id and backend start, or the identifier of the prepared transaction'),
	pid: z.int().describe('0 for a prepared transaction'),
	session: sessionRow.nullable().describe('Null where it was gone at the look at it'),
	prepared: z
		.object({
			gid: z.string().nullable().describe('Null where it was gone at the look at the locks'),
			preparedAt: z.string().nullable(),
			preparedMs: z.number().nullable(),
			owner: z.string().nullable(),
			database: z.string().nullable(),
		})
		.nullable(),
	wait: waitSchema.nullable().describe('Null of who waits for nobody: a root'),
});

export const blockingSchema = z.object({
	waiting: z.int().describe('Sessions that wait for a lock'),
	asked: z.int().describe('Those of them that were asked whom they wait for: 200 at the most'),
	parties: z.array(partySchema).describe('Who waits, and whom they wait for'),
});
export type Blocking = z.output<typeof blockingSchema>;
export type Party = Blocking['parties'][number];
export type Wait = NonNullable<Party['wait']>;
