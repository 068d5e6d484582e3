import type {Focus} from '../domain/snapshot/detail.ts';
import {type Section, unsupported} from '../domain/snapshot/section.ts';
import {absenceWords} from '../domain/snapshot/words.ts';
import {clock, dateTime} from '../format/quantities.ts';
import {sameFocus} from '../sampler/engine/detail.ts';
import type {Live, ShownPast} from '../sampler/engine/live.ts';
import {placeBefore} from './moments.ts';

/** A step in time: samples or milliseconds, negative for back. */
export type Travel = 'first' | 'last' | {readonly samples: number} | {readonly ms: number};

/** Why actions are refused on the shown moment. */
export function refusalOfPast({at, agoMs}: ShownPast): string {
	return agoMs === undefined
		? 'Actions are not possible in a recording. Open the console on the server.'
		: `This is ${clock(at)}, in the past. Actions are possible in the present: press Esc.`;
}

/** The index that a step leads to; outside the range if it leads there. */
export function targetOf(to: Travel, all: readonly number[], place: number): number {
	if (to === 'first') return 0;
	if (to === 'last') return all.length;
	if ('samples' in to) return place + to.samples;
	const time = (all[place] ?? 0) + to.ms;
	if (to.ms > 0) return time > (all.at(-1) ?? 0) ? all.length : Math.max(place + 1, placeBefore(all, time));
	return time < (all[0] ?? 0) ? (place === 0 ? -1 : 0) : Math.min(place - 1, placeBefore(all, time));
}

/** The detail as it was read at that time, if any. */
export function detailOf({detail}: Live, focus: Focus): Section<never> {
	if (detail && sameFocus(detail.focus, focus)) return detail.section as Section<never>;
	return unsupported(
		absenceWords('not-recorded'),
		focus.kind === 'explain'
			? 'A query plan is recorded when it is explained with e; this one was not at this moment.'
			: 'Details are recorded while a row is open; this one was not open at this moment.',
	);
}

/** In the past nothing is pending: a section without a value stays unknown. */
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

/** Samples more than three intervals apart: the time in between is unknown. */
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
			return `No samples from ${whole ? dateTime(begins) : clock(begins)} to ${whole ? dateTime(ends) : clock(ends)}.`;
		}
	}
	return undefined;
}
