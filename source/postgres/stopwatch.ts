import {driverStatement} from './driver-statement.ts';

/** Of the quickest answer, what is taken for the server's own work; the rest of it is the way there and back. */
const quickestMs = 0.5;

/**
What statements of one connection cost the server, as far as their answers tell it. Pipelined statements run one after
the other: each took from the answer before it, not from being asked. The way to a server far away is no work of the
server's: the quickest answer tells how long that is. Where it has become longer since, that counts as work.
*/
export function createStopwatch() {
	let wayMs = Number.POSITIVE_INFINITY;
	let last = {answered: Number.NEGATIVE_INFINITY, trips: 1};

	return {
		/**
		@param trips how often it went there and back: a statement with parameters is described first
		@returns milliseconds of the server's time
		*/
		took(asked: number, answered: number, trips: number): number {
			wayMs = Math.min(wayMs, (answered - asked) / trips);
			const way = Math.max(0, wayMs - quickestMs);
			// What follows one that is described first is sent when that is answered.
			const waits = trips - 1 + (last.trips > 1 ? 1 : 0);
			const began = Math.max(asked + trips * way, last.answered + waits * way);
			last = {answered, trips};
			return Math.max(0, answered - began);
		},
	};
}

/**
How often a statement of the driver's went there and back: with parameters it is described first, unless the server keeps
it by a name. One in a transaction of its own has that around it.
*/
export function tripsOf(value: unknown): number {
	const statement = driverStatement(value);
	if (!statement) return 3;
	return statement.args.length > 0 && statement.prepared !== true ? 2 : 1;
}
