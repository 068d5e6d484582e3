import type {Live} from './live.ts';
import {asksServer, nextTurnMs} from './next-sample.ts';

/** How often a sample that takes longer than the interval lets ages on screen move on. */
const heartbeatMs = 1000;

type TurnsOptions = {
	live(): Live;
	clock(): Date;
	/** Asks the server. */
	sample(): Promise<void>;
	/** Nothing new, but for the ages on screen. */
	moveOn(): void;
	failed(error: unknown): void;
};

/** When a sample is taken: again and again, never two at once. */
export function createTurns({live, clock, sample, moveOn, failed}: TurnsOptions) {
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;
	let underWay = false;
	/** Asked for: the next turn asks the server, paused or not. */
	let forced = false;
	/** Asked for while one was under way. */
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
		// A server that hangs must not look live: what is on screen grows old while its answer is waited for.
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
		/** A sample at once, or right after the one that is under way. */
		soon() {
			forced = true;
			if (underWay) again = true;
			else schedule(0);
		},
	};
}
