import type {WaitPoint} from '../domain/waits/schema.ts';
import type {WaitSession} from '../queries/waits/waits.ts';

/** Looks kept: an hour, of one a second. */
const kept = 3600;

/** Looks at what sessions wait for, the oldest first. */
export type WaitHistory = readonly WaitPoint[];

export function remember(history: WaitHistory | undefined, points: readonly WaitPoint[]): WaitHistory {
	const all = [...(history ?? []), ...points];
	return all.length > kept ? all.slice(all.length - kept) : all;
}

export type WaitEvent = {
	readonly id: string;
	readonly class: string;
	readonly event: string;
	/** Active sessions that waited for it, on average over the looks of the window. */
	readonly average: number;
	readonly most: number;
	/** Of all active sessions, 0 to 1. */
	readonly share: number;
	/** At the last look of the window. */
	readonly last: number;
};

type WaitClass = {
	readonly class: string;
	readonly average: number;
	readonly last: number;
	/** The average of each column of the window; null where there was no look. */
	readonly series: ReadonlyArray<number | null>;
};

export type WaitSummary = {
	readonly looks: number;
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

/** Looks that tell how often it is looked. */
const forPace = 20;
/** Timers are late now and then: only a pace that is slower than this much of what was meant is another. */
const late = 1.25;

/**
How often it was looked before that moment, by the looks themselves: where the server answers late, or a look failed, that
is more seldom than was meant.
*/
export function paceMs(history: WaitHistory, to: Date, meantMs: number): number {
	const times = history.flatMap(({at}) => (at <= to ? at.getTime() : [])).slice(-forPace);
	const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
	const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? meantMs;
	return middle > meantMs * late ? middle : meantMs;
}

type Sum = {class: string; event: string; sum: number; most: number};

/** What sessions waited for in a window, in all and over time. */
export function summarizeWaits(history: WaitHistory, from: Date, to: Date, columns: number): WaitSummary {
	const points = pointsBetween(history, from, to);
	const looks = new Array<number>(columns).fill(0);
	const sums = new Map<string, Sum>();
	const classes = new Map<string, {sum: number; columns: number[]}>();
	const spanMs = to.getTime() - from.getTime();
	for (const {at, counts} of points) {
		const place = Math.min(columns - 1, Math.floor(((at.getTime() - from.getTime()) / spanMs) * columns));
		looks[place] = (looks[place] ?? 0) + 1;
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
		values.map((value, index) => (looks[index] ? value / looks[index] : null));
	const shown = [...classes].sort(([one, a], [other, b]) => b.sum - a.sum || (one < other ? -1 : 1));
	return {
		looks: points.length,
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
			looks.map((_look, index) => shown.reduce((sum, [, item]) => sum + (item.columns[index] ?? 0), 0)),
		),
	};
}

/** The same for statements that differ by their constants, where the server gives queries no id. */
function withoutConstants(query: string): string {
	return query.replaceAll(/'(?:[^']|'')*'/g, '?').replaceAll(/-?\b\d+(?:\.\d+)?\b/g, '?');
}

type WaitQuery = {readonly query: string; readonly database: string; readonly seen: number};

/** The queries that were seen to wait for an event, the most often first; and the sessions of the last look at them. */
export function behindEvent(
	history: WaitHistory,
	from: Date,
	to: Date,
	id: string,
): {looks: number; queries: WaitQuery[]; sessions: readonly WaitSession[]; at: Date | undefined} {
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
		looks: points.length,
		queries: [...queries.values()].sort((a, b) => b.seen - a.seen),
		sessions: last?.sessions.filter(item => eventId(item) === id) ?? [],
		at: last?.at,
	};
}
