import {noneSince} from '../../domain/indexes/evidence-age.ts';
import type {Health} from '../../domain/snapshot/schema.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {isMostlyToast} from '../../domain/tables/verdict.ts';
import * as format from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';

/** The text of a section, or the reason why it has none. */
export type Shown = <T>(section: Section<T>, text: (value: T) => string) => string;

/** The start of the counters. */
export function since({statsReset}: Health): string {
	return statsReset === null ? 'in total, never reset' : `since ${format.dateTime(statsReset)}`;
}

/** Distinguishes no such session from none that this role may see. */
export function durationOrNone(milliseconds: number | null, hidden: number): string {
	if (milliseconds !== null)
		return hidden > 0
			? `${format.duration(milliseconds)} or more (the rest requires pg_monitor)`
			: format.duration(milliseconds);
	return hidden > 0 ? 'n/a (requires pg_monitor)' : 'none';
}

export function replicationText(value: Health): string {
	if (value.inRecovery) {
		return `standby, ${format.bytes(value.standbyLagBytes)} and ${format.duration(value.standbyLagMs)} behind`;
	}
	if (value.senders === 0) return 'primary, no standby';
	const lag =
		value.senderLagBytes === null
			? 'lag n/a (requires pg_monitor)'
			: `lag ${format.bytes(value.senderLagBytes)}`;
	return `primary, ${format.plural(value.senders, 'standby', 'standbys')}, ${lag}`;
}

export function bloatRange(item: TableStatus): string {
	if (item.bloatUnknown !== null) return `n/a (${item.bloatUnknown.text})`;
	if (isMostlyToast(item)) return 'n/a (mostly TOAST)';
	return format.byteRange(item.bloatLowBytes, item.bloatHighBytes);
}

/** A date, or that the counters know of none. */
export function dateOrNone(date: Date | null, counted: StatisticsSince): string {
	return date === null ? noneSince(counted) : format.dateTime(date);
}

export function latest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
