import type {WaitPoint, Waits} from '../../source/domain/waits/schema.ts';
import type {WaitSession} from '../../source/queries/waits/waits.ts';
import {ago} from './fixtures-sections.ts';

const session: WaitSession = {
	pid: 5001,
	startedAt: ago(600),
	user: 'app',
	database: 'registry',
	application: 'gateway',
	backend: 'client backend',
	class: 'Lock',
	event: 'transactionid',
	queryMs: 3200,
	queryId: '102',
	query: 'update tenants\n\tset plan = $1',
};

export function waitPoint(secondsAgo: number, lock: number, cpu: number, sessions = false): WaitPoint {
	const counts = [
		{class: 'Lock', event: 'transactionid', count: lock},
		{class: 'CPU', event: 'CPU', count: cpu},
		{class: 'IO', event: 'DataFileRead', count: 1},
	];
	return {
		at: ago(secondsAgo),
		hidden: 0,
		counts: counts.filter(({count}) => count > 0),
		sessions: sessions
			? [session, {...session, pid: 5002, user: null, application: '', queryMs: null}]
			: null,
	};
}

/** Five minutes: two sessions wait for a lock in the last of them. */
export const waitHistory: readonly WaitPoint[] = Array.from({length: 300}, (_unused, index) => {
	const secondsAgo = 299 - index;
	return waitPoint(secondsAgo, secondsAgo < 60 ? 2 : 0, 4, secondsAgo % 2 === 0);
});

export const waits: Waits = {everyMs: 1000, lookMs: 0.3, points: waitHistory.slice(-2)};
