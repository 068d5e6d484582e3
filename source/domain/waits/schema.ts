import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {waitCount, waitSession} from '../../queries/waits/waits.ts';

const pointSchema = z.object({
	at: time,
	hidden: z.int().describe('Sessions whose state is hidden from this role'),
	counts: z.array(waitCount),
	sessions: z.array(waitSession).nullable().describe('At most 30; null for a sample of counts only'),
});
/** One sample of the active sessions by wait event. */
export type WaitPoint = z.output<typeof pointSchema>;

export const waitsSchema = z.object({
	everyMs: z.number().describe('Interval between samples of wait events'),
	lookMs: z.number().describe('Average time that one takes the server'),
	points: z.array(pointSchema).describe('Those since the previous snapshot, the newest last'),
});
export type Waits = z.output<typeof waitsSchema>;
