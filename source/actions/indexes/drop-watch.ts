import * as z from 'zod';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {age, duration} from '../../format/quantities.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {JournalEntry} from '../engine/journal.ts';
import {undoable} from './undoable.ts';

/** How long what comes after a drop is looked at: plans are made anew, and caches fill, in less. */
export const watchForMs = 15 * 60_000;

/** What the journal keeps of a drop for the look at what comes after. */
const watchTarget = z.object({
	name: z.string(),
	watch: z.object({
		table: z.int(),
		/** Sequential scans a second since they are counted; null where since when is not known. */
		perSecond: z.number().nullable(),
	}),
});

/** A drop that is young enough to be taken back because of what it did. */
export type RecentDrop = {
	readonly id: string;
	/** As it is shown. */
	readonly index: string;
	readonly table: number;
	readonly perSecond: number | null;
	readonly droppedAt: Date;
};

/** Drops of the last quarter of an hour that were not undone, of earlier consoles too, the newest first. */
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

/** What became of it: null is not known. */
export type WatchedDrop = RecentDrop & {
	/** Others that were dropped as lately. */
	readonly others: number;
	/** Sequential scans a second since the look at it began. */
	readonly nowPerSecond: number | null;
	/** Of all requests; undefined where nothing records them. */
	readonly latency: {readonly beforeMs: number | null; readonly afterMs: number | null} | undefined;
};

/** One sentence for the foot of the screen. */
export function watchText(drop: WatchedDrop, now: number): string {
	const {index, droppedAt, perSecond, nowPerSecond, latency, others} = drop;
	const scans = `seq scans ${rate(perSecond)} before, ${rate(nowPerSecond)} now`;
	const p95 = latency
		? `; p95 ${duration(latency.beforeMs)} before, ${duration(latency.afterMs)} since`
		: '; p95 n/a: nothing here records requests';
	const more = others > 0 ? ` (and ${others} more)` : '';
	const ago = age(droppedAt, new Date(now));
	return `watching ${index}${more}, dropped ${ago === 'now' ? 'just now' : `${ago} ago`}: ${scans}${p95}; u undoes the drop`;
}

function rate(perSecond: number | null): string {
	if (perSecond === null) return 'n/a';
	if (perSecond > 0 && perSecond < 0.01) return 'under 0.01/s';
	return `${perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toPrecision(2))}/s`;
}
