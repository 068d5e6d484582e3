import {clock, dateTime, duration} from '../format/quantities.ts';
import {type Focus, sameFocus} from '../sampler/detail.ts';
import type {Live, ShownPast} from '../sampler/live.ts';
import type {Section} from '../snapshot/section.ts';
import {createStore, type Store} from '../snapshot/store.ts';
import {type Moments, placeBefore} from './moments.ts';

/** Where to in time: some samples or milliseconds on, or back where it is negative. */
export type Travel = 'first' | 'last' | {readonly samples: number} | {readonly ms: number};

/** Why nothing can be done to what is shown. */
export function refusalOfPast({at, agoMs}: ShownPast): string {
	return agoMs === undefined
		? 'This is a recording: nothing can be done to it. Open the console on the server for that.'
		: `This is ${clock(at)}, which is over. Esc goes back to the present; actions are there.`;
}

/** How many times as fast a recording can be played. */
const speeds = [1, 2, 5, 10, 30, 60];
/** However long nothing was sampled: it is passed over in this. */
const longestRestMs = 2000;

export type TimeMachine = {
	/** What the screen shows: the present, or a moment of the past. */
	readonly shown: Store<Live>;
	/** Goes there. Gives what there is to say of it. */
	travel(to: Travel): string | undefined;
	/** Plays from the moment that is shown, or stops. */
	play(): void;
	/** Plays faster or slower by one step. */
	changeSpeed(direction: 1 | -1): string;
	focus(focus: Focus | undefined): void;
	/** Says what is recorded to, or that nothing is. */
	setRecording(recording: Live['recording']): void;
	stop(): void;
};

type Options = {
	readonly moments: Moments & {rest?(): void};
	/** The present; without it there is only what was recorded. */
	readonly live?: Store<Live>;
	readonly set?: (work: () => void, delayMs: number) => unknown;
	readonly clear?: (timer: unknown) => void;
};

/** Shows moments that are over in place of the present, while sampling goes on behind them. */
export function createTimeMachine({
	moments,
	live,
	set = setTimeout,
	clear = timer => clearTimeout(timer as NodeJS.Timeout | undefined),
}: Options): TimeMachine {
	let at: number | undefined;
	let focus: Focus | undefined;
	let recording: Live['recording'];
	let playing = false;
	let speed = 1;
	let timer: unknown;
	/** The moment that was unpacked last. */
	let unpacked: {readonly time: number; readonly live: Live} | undefined;

	const times = () => moments.times();
	if (!live) at = times().at(0);
	const shown = createStore(now());
	const unsubscribe = live?.subscribe(show);

	function now(): Live {
		if (at === undefined && live) return recording === undefined ? live.get() : {...live.get(), recording};
		const all = times();
		const place = Math.max(0, placeBefore(all, at ?? 0));
		// What is not kept any more gives way to the oldest that is.
		const time = all[place] ?? 0;
		const moment = unpacked?.time === time ? unpacked.live : moments.at(time);
		if (!moment) throw new Error('There is no moment to show.');
		unpacked = {time, live: moment};
		at = time;
		return {
			...moment,
			paused: false,
			detail: focus && {focus, section: detailOf(moment, focus)},
			recording,
			past: {
				at: new Date(time),
				agoMs: live && Math.max(0, live.get().now.getTime() - time),
				place: place + 1,
				of: all.length,
				speed: playing ? speed : undefined,
			},
		};
	}

	function show(): void {
		shown.set(now());
	}

	function leave(): void {
		at = undefined;
		unpacked = undefined;
		halt();
		moments.rest?.();
	}

	function halt(): void {
		playing = false;
		clear(timer);
	}

	function go(time: number, all: readonly number[]): string | undefined {
		const before = at ?? all.at(-1);
		at = time;
		show();
		return before === undefined ? undefined : gapBetween(before, time, all, shown.get().intervalMs);
	}

	function step(to: Travel): string | undefined {
		const all = times();
		const [first, last] = [all[0], all.at(-1)];
		if (first === undefined || last === undefined) return 'Nothing was sampled yet.';
		const place = at === undefined ? all.length - 1 : placeBefore(all, at);
		const target = targetOf(to, all, place);
		if (target < 0 && place === 0) return oldest(first);
		if (target >= all.length || (live && target === all.length - 1 && to !== 'first')) {
			if (live) {
				const there = at === undefined;
				leave();
				show();
				return there ? 'This is the present.' : undefined;
			}
			if (place === all.length - 1) return 'This is the last moment of the recording.';
		}
		return go(all[Math.max(0, Math.min(all.length - 1, target))] ?? last, all);
	}

	function oldest(first: number): string {
		if (!live) return 'This is the first moment of the recording.';
		const back = duration(Math.floor((live.get().now.getTime() - first) / 1000) * 1000);
		return `Nothing older is kept: this is ${back} back, of 15 minutes at most. pgdeck record keeps more.`;
	}

	function playOn(): void {
		const all = times();
		const place = placeBefore(all, at ?? 0);
		const [here, next] = [all[place], all[place + 1]];
		if (here === undefined || next === undefined || (live && place + 1 === all.length - 1)) {
			if (live) leave();
			else halt();
			show();
			return;
		}
		timer = set(
			() => {
				if (!playing) return;
				at = next;
				show();
				playOn();
			},
			Math.min(longestRestMs, (next - here) / speed),
		);
	}

	return {
		shown,
		travel(to) {
			halt();
			return step(to);
		},
		play() {
			if (at === undefined) return;
			if (playing) {
				halt();
				show();
				return;
			}
			playing = true;
			show();
			playOn();
		},
		changeSpeed(direction) {
			const place = Math.max(0, speeds.indexOf(speed)) + direction;
			speed = speeds[Math.max(0, Math.min(speeds.length - 1, place))] ?? speed;
			if (playing) {
				clear(timer);
				show();
				playOn();
			}
			return speed === 1 ? 'as fast as it was' : `${speed} times as fast as it was`;
		},
		focus(wanted) {
			focus = wanted;
			if (at !== undefined) show();
		},
		setRecording(next) {
			recording = next;
			show();
		},
		stop() {
			halt();
			unsubscribe?.();
		},
	};
}

function targetOf(to: Travel, all: readonly number[], place: number): number {
	if (to === 'first') return 0;
	if (to === 'last') return all.length;
	if ('samples' in to) return place + to.samples;
	const time = (all[place] ?? 0) + to.ms;
	if (to.ms > 0) return time > (all.at(-1) ?? 0) ? all.length : Math.max(place + 1, placeBefore(all, time));
	return time < (all[0] ?? 0) ? (place === 0 ? -1 : 0) : Math.min(place - 1, placeBefore(all, time));
}

/** The detail as it was read at that time, if it was. */
function detailOf({detail}: Live, focus: Focus): Section<never> {
	if (detail && sameFocus(detail.focus, focus)) return detail.section as Section<never>;
	return {
		status: 'unsupported',
		reason: 'It is read when a row is opened, and this row was not open at this moment.',
	};
}

/** Samples that are further apart than three intervals: in between nobody knows. */
function gapBetween(
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
