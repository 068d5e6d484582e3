import type {Reader} from '../../postgres/reader.ts';
import {createPace} from './pace.ts';

/** One reading shared by several topics, at its own pace. */
export type SharedReading<T> = {
	read(now: Date, apart: Reader): Promise<T>;
	/** Reads again at the next turn, whatever the pace. */
	forget(): void;
};

/** Topics that need it at the same moment share one answer. The first of them bears its cost. */
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
