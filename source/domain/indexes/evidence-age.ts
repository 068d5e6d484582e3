import {age, dateTime, shortAge} from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';

/** From when on counters count, as the end of a sentence: without it "unused" says little. */
export function countedSince({at, reset}: StatisticsSince): string {
	if (at === null) return 'since an unknown time (to see it takes pg_monitor)';
	return reset ? `since ${dateTime(at)}` : `since ${dateTime(at)} or before (no reset is recorded)`;
}

/** The same where there is little room: `30 d`, `3 h or more`. */
export function countedFor({at, reset}: StatisticsSince, now: Date): string {
	if (at === null) return 'an unknown time';
	return reset ? age(at, now) : `${age(at, now)} or more`;
}

/** What the counters have no time of: it may well have been before them. */
export function noneSince({at}: StatisticsSince): string {
	return at === null ? 'none known' : `none since ${dateTime(at)}`;
}

/** The same where there is little room: `none in 3 h`, without the minutes. */
export function noneFor({at}: StatisticsSince, now: Date): string {
	if (at === null) return 'none known';
	const whole = shortAge(at, now);
	return whole === 'now' ? 'none yet' : `none in ${whole}`;
}
