import type * as z from 'zod';
import type {replayWait} from '../../queries/replication/replication.ts';

export type ReplayWait = z.output<typeof replayWait>;

/** The wait of a standby's startup process. */
export function replayWaitKind(wait: ReplayWait | null): 'hidden' | 'none' | 'lock' | 'conflict' | 'other' {
	if (wait === null) return 'hidden';
	if (wait.type === null) return 'none';
	if (wait.type === 'Lock') return 'lock';
	if (wait.type === 'BufferPin' || wait.event?.includes('RecoveryConflict')) return 'conflict';
	return 'other';
}

/** As PostgreSQL writes wait events: `Lock:relation`. */
export function waitName(wait: ReplayWait | null): string {
	return [wait?.type, wait?.event].filter(Boolean).join(':');
}
