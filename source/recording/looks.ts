import {type Section, shownValue} from '../domain/snapshot/section.ts';
import type {WaitPoint, Waits} from '../domain/waits/schema.ts';
import type {WaitHistory} from '../history/waits.ts';

/** As long as a console keeps them. */
const keptMs = 3_600_000;

/**
The wait samples of the hour before a moment. Each frame has those since the frame before it. Frames read once are
cached, so that a step reads only one more.
*/
export function createLooks(
	times: readonly number[],
	sectionAt: (time: number) => Section<unknown> | undefined,
) {
	let known = new Map<number, readonly WaitPoint[]>();

	return (at: number): WaitHistory => {
		const window = times.filter(time => time > at - keptMs && time <= at);
		known = new Map(window.map(time => [time, known.get(time) ?? looksOf(sectionAt(time))]));
		const result: WaitPoint[] = [];
		for (const points of known.values()) {
			// A frame without new wait samples repeats those of the frame before it.
			const last = result.at(-1)?.at ?? new Date(0);
			result.push(...points.filter(point => point.at > last));
		}
		return result;
	};
}

function looksOf(section: Section<unknown> | undefined): readonly WaitPoint[] {
	const shown = section && shownValue(section);
	return (shown?.value as Waits | undefined)?.points ?? [];
}
