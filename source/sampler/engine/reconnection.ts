import {toServerError} from '../../postgres/server-error.ts';
import type {Link} from './live.ts';

/**
When to try a lost server again: after 1, 2, 4, 8 and then every 15 seconds. A fifth is random, so that many consoles do
not reconnect at the same moment.
@param random from 0 to 1
*/
export function reconnectDelayMs(attempt: number, random: number): number {
	const delay = Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
	return Math.round(delay * (0.9 + random * 0.2));
}

/** The state of the connection after a failed attempt, with the time of the next one. */
export function lostLink(before: Link, error: unknown, now: Date, random: number): Link {
	const attempt = before.state === 'lost' ? before.attempt + 1 : 0;
	return {
		state: 'lost',
		since: before.state === 'lost' ? before.since : now,
		attempt,
		nextAttemptAt: new Date(now.getTime() + reconnectDelayMs(attempt, random)),
		error: toServerError(error),
	};
}

/** Counts consecutive refusals of a server that has no connection slot left, and delays the next attempt. */
type Refusal = {readonly attempts: number; readonly until: number};

export const notRefused: Refusal = {attempts: 0, until: 0};

/** A full server would log a line for each refused attempt. */
export function refusedAgain({attempts}: Refusal, now: Date, random: number): Refusal {
	return {attempts: attempts + 1, until: now.getTime() + reconnectDelayMs(attempts, random)};
}
