import type {Focus} from '../domain/snapshot/detail.ts';
import type {Reference} from '../domain/snapshot/side.ts';
import {createStore, type Store} from '../domain/snapshot/store.ts';
import {duration} from '../format/quantities.ts';
import type {Live} from '../sampler/engine/live.ts';
import {type Moments, placeBefore} from './moments.ts';
import {detailOf, gapBetween, settled, type Travel, targetOf} from './travel.ts';

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
	/** What the moments that are shown are compared with. */
	readonly reference?: Reference;
	readonly set?: (work: () => void, delayMs: number) => unknown;
	readonly clear?: (timer: unknown) => void;
};

/** Shows moments that are over in place of the present, while sampling goes on behind them. */
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
	/** The moment that was unpacked last. */
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
		// What is not kept any more gives way to the oldest that is.
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
