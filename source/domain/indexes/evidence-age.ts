import {age, dateTime, isNow, shortAge} from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';

/** The start of the counters, as the end of a sentence. */
export function countedSince({at, reset}: StatisticsSince): string {
	if (at === null) return 'since an unknown time (requires pg_monitor)';
	return reset ? `since ${dateTime(at)}` : `since ${dateTime(at)} or earlier (no reset recorded)`;
}

/** The same in short: `30 d`, `3 h or more`. */
export function countedFor({at, reset}: StatisticsSince, now: Date): string {
	if (at === null) return 'an unknown time';
	return reset ? age(at, now) : `${age(at, now)} or more`;
}

/** For an event the counters have no time of: it may have been before their start. */
export function noneSince({at}: StatisticsSince): string {
	return at === null ? 'none known' : `none since ${dateTime(at)}`;
}

/** The same in short: `none in 3 h`, without the minutes. */
export function noneFor({at}: StatisticsSince, now: Date): string {
	if (at === null) return 'none known';
	return isNow(at, now) ? 'none yet' : `none in ${shortAge(at, now)}`;
}
