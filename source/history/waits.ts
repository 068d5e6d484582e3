import type {WaitPoint} from '../domain/waits/schema.ts';
import type {WaitSession} from '../queries/waits/waits.ts';

/** Samples kept: one hour at one per second. */
const kept = 3600;

/** Samples of wait events, the oldest first. */
export type WaitHistory = readonly WaitPoint[];

export function remember(history: WaitHistory | undefined, points: readonly WaitPoint[]): WaitHistory {
	const all = [...(history ?? []), ...points];
	return all.length > kept ? all.slice(all.length - kept) : all;
}

export type WaitEvent = {
	readonly id: string;
	readonly class: string;
	readonly event: string;
	/** Active sessions waiting for it, averaged over the samples of the window. */
	readonly average: number;
	readonly most: number;
	/** Share of all active sessions, 0 to 1. */
	readonly share: number;
	/** In the last sample of the window. */
	readonly last: number;
};

type WaitClass = {
	readonly class: string;
	readonly average: number;
	readonly last: number;
	/** Average per column of the window; null in a column without a sample. */
	readonly series: ReadonlyArray<number | null>;
};

export type WaitSummary = {
	readonly samples: number;
	readonly hidden: number;
	readonly average: number;
	readonly events: readonly WaitEvent[];
	/** The busiest first. */
	readonly classes: readonly WaitClass[];
	readonly all: ReadonlyArray<number | null>;
};

function eventId({class: name, event}: {class: string; event: string}): string {
	return `${name}:${event}`;
}

function pointsBetween(history: WaitHistory, from: Date, to: Date): WaitPoint[] {
	return history.filter(({at}) => at > from && at <= to);
}

/** Samples that the interval is measured from. */
const forPace = 20;
/** Timers are late at times: up to this factor the intended interval counts. */
const late = 1.25;

/**
Interval between the samples before that moment. It is longer than intended when the server answers late or a sample fails.
*/
export function paceMs(history: WaitHistory, to: Date, meantMs: number): number {
	const times = history.flatMap(({at}) => (at <= to ? at.getTime() : [])).slice(-forPace);
	const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
	const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? meantMs;
	return middle > meantMs * late ? middle : meantMs;
}

type Sum = {class: string; event: string; sum: number; most: number};

/** Wait events in a window, in total and over time. */
export function summarizeWaits(history: WaitHistory, from: Date, to: Date, columns: number): WaitSummary {
	const points = pointsBetween(history, from, to);
	const samples = new Array<number>(columns).fill(0);
	const sums = new Map<string, Sum>();
	const classes = new Map<string, {sum: number; columns: number[]}>();
	const spanMs = to.getTime() - from.getTime();
	for (const {at, counts} of points) {
		const place = Math.min(columns - 1, Math.floor(((at.getTime() - from.getTime()) / spanMs) * columns));
		samples[place] = (samples[place] ?? 0) + 1;
		for (const {class: name, event, count} of counts) {
			const id = `${name}:${event}`;
			const known = sums.get(id) ?? {class: name, event, sum: 0, most: 0};
			sums.set(id, {...known, sum: known.sum + count, most: Math.max(known.most, count)});
			const ofClass = classes.get(name) ?? {sum: 0, columns: new Array<number>(columns).fill(0)};
			ofClass.sum += count;
			ofClass.columns[place] = (ofClass.columns[place] ?? 0) + count;
			classes.set(name, ofClass);
		}
	}
	const total = [...sums.values()].reduce((sum, item) => sum + item.sum, 0);
	const last = points.at(-1);
	const lastOf = (matches: (count: WaitPoint['counts'][number]) => boolean) =>
		(last?.counts ?? []).filter(matches).reduce((sum, {count}) => sum + count, 0);
	const averaged = (values: readonly number[]) =>
		values.map((value, index) => (samples[index] ? value / samples[index] : null));
	const shown = [...classes].sort(([one, a], [other, b]) => b.sum - a.sum || (one < other ? -1 : 1));
	return {
		samples: points.length,
		hidden: last?.hidden ?? 0,
		average: points.length === 0 ? 0 : total / points.length,
		events: [...sums].map(([id, item]) => ({
			id,
			class: item.class,
			event: item.event,
			average: item.sum / points.length,
			most: item.most,
			share: total === 0 ? 0 : item.sum / total,
			last: lastOf(count => eventId(count) === id),
		})),
		classes: shown.map(([name, item]) => ({
			class: name,
			average: item.sum / points.length,
			last: lastOf(count => count.class === name),
			series: averaged(item.columns),
		})),
		all: averaged(
			samples.map((_look, index) => shown.reduce((sum, [, item]) => sum + (item.columns[index] ?? 0), 0)),
		),
	};
}

/** Equal for statements that differ in constants only, for servers without query ids. */
function withoutConstants(query: string): string {
	return query.replaceAll(/'(?:[^']|'')*'/g, '?').replaceAll(/-?\b\d+(?:\.\d+)?\b/g, '?');
}

type WaitQuery = {readonly query: string; readonly database: string; readonly seen: number};

/** Queries seen waiting for an event, the most frequent first, and the sessions of the last snapshot. */
export function behindEvent(
	history: WaitHistory,
	from: Date,
	to: Date,
	id: string,
): {samples: number; queries: WaitQuery[]; sessions: readonly WaitSession[]; at: Date | undefined} {
	const points = pointsBetween(history, from, to).flatMap(({at, sessions}) =>
		sessions ? [{at, sessions}] : [],
	);
	const queries = new Map<string, WaitQuery>();
	for (const {sessions} of points) {
		for (const session of sessions.filter(item => eventId(item) === id)) {
			const key = `${session.queryId ?? withoutConstants(session.query ?? '')} ${session.database ?? ''}`;
			const known = queries.get(key);
			queries.set(key, {
				query: session.query ?? '',
				database: session.database ?? '',
				seen: (known?.seen ?? 0) + 1,
			});
		}
	}
	const last = points.at(-1);
	return {
		samples: points.length,
		queries: [...queries.values()].sort((a, b) => b.seen - a.seen),
		sessions: last?.sessions.filter(item => eventId(item) === id) ?? [],
		at: last?.at,
	};
}
