import {findingsOf} from '../findings/findings.ts';
import {append} from '../history/ring.ts';
import {vitals} from '../history/vitals.ts';
import {toServerError} from '../postgres/server-error.ts';
import {
	type SectionId,
	type Sections,
	type ServerIdentity,
	type Snapshot,
	snapshotSchema,
} from '../snapshot/schema.ts';
import {pending} from '../snapshot/section.ts';
import type {LaneResult} from './lane.ts';
import type {Link, Live} from './live.ts';
import {reconnectDelayMs} from './schedule.ts';

export const emptySections = Object.fromEntries(
	Object.keys(snapshotSchema.shape.sections.shape).map(id => [id, pending]),
) as unknown as Sections;

export const nothing: LaneResult = {sections: {}, queries: 0, tookMs: 0};

/** Someone looks at an empty place, or has just asked for another window. */
export function isAwaited({snapshot, windowHours}: Live, id: SectionId): boolean {
	const {[id]: section, requests} = snapshot.sections;
	return (
		section.status === 'pending' || (requests.status === 'ok' && requests.value.windowHours !== windowHours)
	);
}

export function join(one: LaneResult, other: LaneResult): LaneResult {
	return {
		sections: {...one.sections, ...other.sections},
		queries: one.queries + other.queries,
		tookMs: one.tookMs + other.tookMs,
	};
}

/**
The live value with what was read put in.
@param sampled a sample of the vital signs is among it, and goes to the history
*/
export function merged(
	live: Live,
	{sections, queries, tookMs}: LaneResult,
	server: ServerIdentity | undefined,
	takenAt: Date,
	sampled: boolean,
): Pick<Live, 'snapshot' | 'link' | 'history'> {
	const together = {...live.snapshot.sections, ...sections};
	const snapshot: Snapshot = {
		...live.snapshot,
		takenAt,
		server: server ?? live.snapshot.server,
		sections: together,
		findings: findingsOf(together, takenAt),
		cost: {queries, tookMs: Math.round(tookMs * 10) / 10},
	};
	return {
		snapshot,
		link: {state: 'live'},
		history: sampled ? append(live.history, vitals(snapshot)) : live.history,
	};
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
