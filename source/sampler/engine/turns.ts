import type {Live} from './live.ts';
import {asksServer, nextTurnMs} from './next-sample.ts';

/** How often ages on screen are updated during a sample that takes longer than the interval. */
const heartbeatMs = 1000;

type TurnsOptions = {
	live(): Live;
	clock(): Date;
	/** Queries the server. */
	sample(): Promise<void>;
	/** Updates only the ages on screen. */
	moveOn(): void;
	failed(error: unknown): void;
};

/** Decides when samples are taken, never two at once. */
export function createTurns({live, clock, sample, moveOn, failed}: TurnsOptions) {
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;
	let underWay = false;
	/** Requested: the next turn queries the server even while paused. */
	let forced = false;
	/** Requested during a sample. */
	let again = false;

	function schedule(delayMs: number): void {
		clearTimeout(timer);
		if (!stopped) timer = setTimeout(() => void turn(), delayMs);
	}

	async function turn(): Promise<void> {
		if (underWay || stopped) return;
		underWay = true;
		const startedAt = clock().getTime();
		const asks = forced || asksServer(live(), startedAt);
		forced = false;
		// A hanging server must not look live: the data on screen ages while its answer is outstanding.
		const heartbeat = setInterval(() => {
			if (clock().getTime() - startedAt > live().intervalMs) moveOn();
		}, heartbeatMs);
		heartbeat.unref();
		try {
			if (asks) await sample();
			else moveOn();
		} catch (error) {
			failed(error);
		} finally {
			clearInterval(heartbeat);
			underWay = false;
			schedule(again ? 0 : nextTurnMs(live(), startedAt, clock().getTime()));
			again = false;
		}
	}

	return {
		get underWay() {
			return underWay;
		},
		start: () => schedule(0),
		stop() {
			stopped = true;
			clearTimeout(timer);
		},
		/** Takes a sample at once, or right after the current one. */
		soon() {
			forced = true;
			if (underWay) again = true;
			else schedule(0);
		},
	};
}
