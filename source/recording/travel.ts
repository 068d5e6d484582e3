import type {Focus} from '../domain/snapshot/detail.ts';
import {type Section, unsupported} from '../domain/snapshot/section.ts';
import {absenceWords} from '../domain/snapshot/words.ts';
import {clock, dateTime} from '../format/quantities.ts';
import {sameFocus} from '../sampler/engine/detail.ts';
import type {Live, ShownPast} from '../sampler/engine/live.ts';
import {placeBefore} from './moments.ts';

/** Where to in time: some samples or milliseconds on, or back where it is negative. */
export type Travel = 'first' | 'last' | {readonly samples: number} | {readonly ms: number};

/** Why nothing can be done to what is shown. */
export function refusalOfPast({at, agoMs}: ShownPast): string {
	return agoMs === undefined
		? 'This is a recording: nothing can be done to it. Open the console on the server for that.'
		: `This is ${clock(at)}, which is over. Esc goes back to the present; actions are there.`;
}

/** The place that it leads to, from a place among all times; outside of them where it leads there. */
export function targetOf(to: Travel, all: readonly number[], place: number): number {
	if (to === 'first') return 0;
	if (to === 'last') return all.length;
	if ('samples' in to) return place + to.samples;
	const time = (all[place] ?? 0) + to.ms;
	if (to.ms > 0) return time > (all.at(-1) ?? 0) ? all.length : Math.max(place + 1, placeBefore(all, time));
	return time < (all[0] ?? 0) ? (place === 0 ? -1 : 0) : Math.min(place - 1, placeBefore(all, time));
}

/** The detail as it was read at that time, if it was. */
export function detailOf({detail}: Live, focus: Focus): Section<never> {
	if (detail && sameFocus(detail.focus, focus)) return detail.section as Section<never>;
	return unsupported(
		absenceWords('not-recorded'),
		focus.kind === 'explain'
			? 'A query plan is recorded when it is explained with e; this one was not at this moment.'
			: 'Details are recorded while a row is open; this one was not open at this moment.',
	);
}

/** Nothing of a moment that is over is still to come: what was not read by then stays unknown. */
export function settled(moment: Live | undefined): Live | undefined {
	if (!moment) return undefined;
	const sections = Object.entries(moment.snapshot.sections).map(([id, section]) => [
		id,
		section.status === 'pending'
			? unsupported(absenceWords('not-sampled-yet'), 'A later sample has it.')
			: section,
	]);
	return {...moment, snapshot: {...moment.snapshot, sections: Object.fromEntries(sections)}};
}

/** Samples that are further apart than three intervals: in between nobody knows. */
export function gapBetween(
	from: number,
	to: number,
	all: readonly number[],
	intervalMs: number,
): string | undefined {
	const [early, late] = from < to ? [from, to] : [to, from];
	const [first, last] = [placeBefore(all, early), placeBefore(all, late)];
	for (let place = first; place < last; place++) {
		const [one, next] = [all[place] ?? 0, all[place + 1] ?? 0];
		if (next - one > Math.max(3 * intervalMs, 5000)) {
			const begins = new Date(one);
			const ends = new Date(next);
			const whole = begins.toDateString() !== ends.toDateString();
			return `Nothing was sampled from ${whole ? dateTime(begins) : clock(begins)} to ${whole ? dateTime(ends) : clock(ends)}.`;
		}
	}
	return undefined;
}
