import type {SectionId, Sections, ServerIdentity, Snapshot} from '../../domain/snapshot/schema.ts';
import {failed, type Section} from '../../domain/snapshot/section.ts';
import {findingsOf} from '../../findings/findings.ts';
import type {Acknowledgements} from '../../history/acknowledged.ts';
import {withSample} from '../../history/minutes.ts';
import {append} from '../../history/ring.ts';
import {vitals} from '../../history/vitals.ts';
import {remember} from '../../history/waits.ts';
import {toServerError} from '../../postgres/server-error.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import type {LaneResult} from './lane.ts';
import type {Live} from './live.ts';

/** Inputs to the finding rules. */
export type Judge = {
	readonly thresholds: Thresholds;
	/** Findings acknowledged on this host. */
	readonly acknowledgements?: Pick<Acknowledgements, 'find' | 'problem'>;
};

export const nothing: LaneResult = {sections: {}, queries: 0, tookMs: 0};

/** The user looks at an empty section or has just changed the time window. */
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
The state with new results merged in.
@param sampled the results include vital signs, which go to the history
*/
export function merged(
	live: Live,
	judge: Judge,
	{sections, queries, tookMs}: LaneResult,
	server: ServerIdentity | undefined,
	takenAt: Date,
	sampled: boolean,
): Pick<Live, 'snapshot' | 'link' | 'history' | 'waits' | 'minutes'> {
	const together = {...live.snapshot.sections, ...sections};
	const unjudged: Snapshot = {
		...live.snapshot,
		takenAt,
		server: server ?? live.snapshot.server,
		sections: together,
		cost: {queries, tookMs: Math.round(tookMs * 10) / 10},
	};
	const sample = vitals(unjudged);
	const {health} = together;
	const overMs = (health.status === 'ok' && health.value.rates?.overMs) || 0;
	const minutes = sampled ? withSample(live.minutes, sample, overMs) : live.minutes;
	const findings = findingsOf(together, takenAt, {
		thresholds: judge.thresholds,
		role: unjudged.server.quotedUser,
		minutes: minutes.items,
		before: live.snapshot.findings.rows,
		acknowledged: id => judge.acknowledgements?.find(unjudged.server, id, takenAt),
		acknowledgedUnknown: judge.acknowledgements?.problem(),
	});
	return {
		snapshot: {...unjudged, findings},
		link: {state: 'live'},
		history: sampled ? append(live.history, sample) : live.history,
		waits: sections.waits?.status === 'ok' ? remember(live.waits, sections.waits.value.points) : live.waits,
		minutes,
	};
}

/** Sections of a connection that the server has no slot for. Their last known values stay. */
export function unread(ids: readonly SectionId[], sections: Sections, error: unknown): Partial<Sections> {
	const reason = toServerError(error);
	return Object.fromEntries(ids.map(id => [id, failed(reason, sections[id] as Section<never>)]));
}
