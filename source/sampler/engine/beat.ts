import type {Reader} from '../../postgres/reader.ts';
import type {Topic} from './topic.ts';

/** Delay after a failed look. The next sample reports the error and detects a lost connection. */
const restMs = 10_000;
const leastMs = 50;

/** Topics that are also looked at between samples, by a timer of their own. */
export function createBeat(
	topics: readonly Topic[],
	reader: Reader,
	clock: () => Date,
	/** Nothing may be queried now: paused, or the server is lost. */
	resting: () => boolean,
) {
	const beats = topics.flatMap(({beat}) => beat ?? []);
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;

	function schedule(delayMs: number): void {
		if (stopped || beats.length === 0) return;
		timer = setTimeout(() => void turn(), Math.max(leastMs, delayMs));
		timer.unref();
	}

	const dueInMs = () => Math.min(...beats.map(beat => beat.dueInMs(clock())));

	async function turn(): Promise<void> {
		try {
			const now = clock();
			const due = resting() ? [] : beats.filter(beat => beat.dueInMs(now) <= leastMs);
			await Promise.all(due.map(beat => beat.look(reader.metered(), now)));
			schedule(resting() ? restMs / 10 : dueInMs());
		} catch {
			schedule(restMs);
		}
	}

	return {
		start: () => schedule(restMs / 10),
		stop() {
			stopped = true;
			clearTimeout(timer);
		},
	};
}
