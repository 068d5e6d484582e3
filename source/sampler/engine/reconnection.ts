import {toServerError} from '../../postgres/server-error.ts';
import type {Link} from './live.ts';

/**
When to try a lost server again: 1, 2, 4, 8 and then every 15 seconds, a fifth of it by chance, so that many consoles
do not come back at the same moment.
@param random from 0 to 1
*/
export function reconnectDelayMs(attempt: number, random: number): number {
	const delay = Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
	return Math.round(delay * (0.9 + random * 0.2));
}

/** The way to the server after a failed attempt: since when it is lost, and when the next attempt is due. */
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

/** A server that is there and full: how often in a row it has refused a connection, and until when it is not asked. */
type Refusal = {readonly attempts: number; readonly until: number};

export const notRefused: Refusal = {attempts: 0, until: 0};

/** Asked for again and again, a full server would have to refuse it as often, each time with a line in its log. */
export function refusedAgain({attempts}: Refusal, now: Date, random: number): Refusal {
	return {attempts: attempts + 1, until: now.getTime() + reconnectDelayMs(attempts, random)};
}
