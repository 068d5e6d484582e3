import * as z from 'zod';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {duration, timeAgo} from '../../format/quantities.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {JournalEntry} from '../engine/journal.ts';
import {undoable} from './undoable.ts';

/** How long a drop is watched: replanning and refilling of caches take less. */
export const watchForMs = 15 * 60_000;

/** The part of a journaled drop that the watch needs. */
const watchTarget = z.object({
	name: z.string(),
	watch: z.object({
		table: z.int(),
		/** Sequential scans a second before the drop; null where the start of the counters is unknown. */
		perSecond: z.number().nullable(),
	}),
});

/** A drop recent enough to be watched. */
export type RecentDrop = {
	readonly id: string;
	/** Sanitized. */
	readonly index: string;
	readonly table: number;
	readonly perSecond: number | null;
	readonly droppedAt: Date;
};

/** Drops of the last 15 minutes that were not undone, of earlier consoles too, the newest first. */
export function recentDrops(
	entries: readonly JournalEntry[],
	server: ServerIdentity,
	now: Date,
): RecentDrop[] {
	return undoable(entries, server).flatMap(({id, begun, ended, outcome}) => {
		const target = watchTarget.safeParse(begun.target);
		if (outcome !== 'done' || !ended || !target.success) return [];
		const {name, watch} = target.data;
		const ageMs = now.getTime() - ended.at.getTime();
		return ageMs >= 0 && ageMs < watchForMs
			? [{id, index: sanitize(name), ...watch, droppedAt: ended.at}]
			: [];
	});
}

/** A drop with its effect; null is unknown. */
export type WatchedDrop = RecentDrop & {
	/** Other recent drops. */
	readonly others: number;
	/** Sequential scans a second since the watch began. */
	readonly nowPerSecond: number | null;
	/** p95 of all requests; undefined where requests are not recorded. */
	readonly latency: {readonly beforeMs: number | null; readonly afterMs: number | null} | undefined;
};

/** For the footer. */
export function watchText(drop: WatchedDrop, now: number): string {
	const {index, droppedAt, perSecond, nowPerSecond, latency, others} = drop;
	const scans = `seq scans ${rate(perSecond)} before, ${rate(nowPerSecond)} now`;
	const p95 = latency
		? `; p95 ${duration(latency.beforeMs)} before, ${duration(latency.afterMs)} since`
		: '; p95 n/a: requests are not recorded here';
	const more = others > 0 ? ` (and ${others} more)` : '';
	return `watching ${index}${more}, dropped ${timeAgo(droppedAt, new Date(now))}: ${scans}${p95}; u undoes the drop`;
}

function rate(perSecond: number | null): string {
	if (perSecond === null) return 'n/a';
	if (perSecond > 0 && perSecond < 0.01) return 'under 0.01/s';
	return `${perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toPrecision(2))}/s`;
}
