import type {Reader} from '../../postgres/reader.ts';
import {createPace} from './pace.ts';

/** One reading that several topics stand on: asked once for all of them, at a pace of its own. */
export type SharedReading<T> = {
	read(now: Date, apart: Reader): Promise<T>;
	/** Ask again at the next turn, whatever the pace says. */
	forget(): void;
};

/** Topics that want it at the same moment wait for one answer; the first of them pays for it. */
export function createSharedReading<T>(
	minimumMs: number,
	ask: (reader: Reader) => Promise<T>,
): SharedReading<T> {
	const pace = createPace<T>({minimumMs, share: 0.0002});
	let turn = 0;
	let waiting: {turn: number; answer: Promise<T>} | undefined;
	return {
		async read(now, apart) {
			if (waiting?.turn === turn) return waiting.answer;
			const answer = pace(String(turn), now, apart, ask).then(({value}) => value);
			const mine = {turn, answer};
			waiting = mine;
			try {
				return await answer;
			} finally {
				if (waiting === mine) waiting = undefined;
			}
		},
		forget() {
			turn++;
		},
	};
}
