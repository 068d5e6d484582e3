import type {Focus} from '../domain/snapshot/detail.ts';
import type {Reference} from '../domain/snapshot/side.ts';
import {createStore, type Store} from '../domain/snapshot/store.ts';
import {duration} from '../format/quantities.ts';
import type {Live} from '../sampler/engine/live.ts';
import {type Moments, placeBefore} from './moments.ts';
import {detailOf, gapBetween, settled, type Travel, targetOf} from './travel.ts';

/** The speeds at which a recording can be played. */
const speeds = [1, 2, 5, 10, 30, 60];
/** The longest pause when playing over a gap. */
const longestRestMs = 2000;

export type TimeMachine = {
	/** The shown moment: the present or one in the past. */
	readonly shown: Store<Live>;
	/** Goes to a moment. Returns the message to show. */
	travel(to: Travel): string | undefined;
	/** Plays from the shown moment, or stops. */
	play(): void;
	/** Changes the speed by one step. */
	changeSpeed(direction: 1 | -1): string;
	focus(focus: Focus | undefined): void;
	/** Sets the file that is being recorded to, if any. */
	setRecording(recording: Live['recording']): void;
	stop(): void;
};

type Options = {
	readonly moments: Moments & {rest?(): void};
	/** The present; undefined when replaying a recording. */
	readonly live?: Store<Live>;
	/** The reference that shown moments are compared with. */
	readonly reference?: Reference;
	readonly set?: (work: () => void, delayMs: number) => unknown;
	readonly clear?: (timer: unknown) => void;
};

/** Shows past moments instead of the present, while sampling continues. */
export function createTimeMachine({
	moments,
	live,
	reference,
	set = setTimeout,
	clear = timer => clearTimeout(timer as NodeJS.Timeout | undefined),
}: Options): TimeMachine {
	let at: number | undefined;
	let focus: Focus | undefined;
	let recording: Live['recording'];
	let playing = false;
	let speed = 1;
	let timer: unknown;
	/** The last unpacked moment. */
	let unpacked: {readonly time: number; readonly live: Live} | undefined;

	const times = () => moments.times();
	if (!live) at = times().at(0);
	const shown = createStore(now());
	const unsubscribe = live?.subscribe(show);

	function now(): Live {
		if (at === undefined && live)
			return recording || reference ? {...live.get(), recording, reference} : live.get();
		const all = times();
		const place = Math.max(0, placeBefore(all, at ?? 0));
		// A moment that is no longer kept gives way to the oldest one.
		const time = all[place] ?? 0;
		const moment = unpacked?.time === time ? unpacked.live : settled(moments.at(time));
		if (!moment) throw new Error('There is no moment to show.');
		unpacked = {time, live: moment};
		at = time;
		return {
			...moment,
			paused: false,
			detail: focus && {focus, section: detailOf(moment, focus)},
			recording,
			reference,
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
		if (first === undefined || last === undefined) return 'No sample yet.';
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
		return `This is the oldest sample, ${back} back of at most 15 min. pgdeck record keeps more.`;
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
			return speed === 1 ? 'at normal speed' : `at ${speed} times the speed`;
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
