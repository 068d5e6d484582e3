import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {waitCount, waitSession} from '../../queries/waits/waits.ts';

const pointSchema = z.object({
	at: time,
	hidden: z.int().describe('Sessions whose state this role may not see'),
	counts: z.array(waitCount),
	sessions: z.array(waitSession).nullable().describe('At most 30; null for a look between two samples'),
});
/** One look at who is active, and what they wait for. */
export type WaitPoint = z.output<typeof pointSchema>;

export const waitsSchema = z.object({
	everyMs: z.number().describe('How often it is looked'),
	lookMs: z.number().describe('What a look takes the server, on average'),
	points: z.array(pointSchema).describe('The looks since the sample before, the newest last'),
});
export type Waits = z.output<typeof waitsSchema>;
