import {driverStatement} from './driver-statement.ts';

/** The share of the quickest answer that counts as the server's work; the rest is the network. */
const quickestMs = 0.5;

/**
Estimates the server time of the statements of one connection from their answers. Pipelined statements run in order, so
each took the time since the answer before it. The quickest answer tells the round trip time, which is not the server's
work. A round trip that has become slower since counts as work.
*/
export function createStopwatch() {
	let wayMs = Number.POSITIVE_INFINITY;
	let last = {answered: Number.NEGATIVE_INFINITY, trips: 1};

	return {
		/**
		@param trips round trips: a statement with parameters is described first
		@returns milliseconds of server time
		*/
		took(asked: number, answered: number, trips: number): number {
			wayMs = Math.min(wayMs, (answered - asked) / trips);
			const way = Math.max(0, wayMs - quickestMs);
			// The statements after one that is described first are sent once that is answered.
			const waits = trips - 1 + (last.trips > 1 ? 1 : 0);
			const began = Math.max(asked + trips * way, last.answered + waits * way);
			last = {answered, trips};
			return Math.max(0, answered - began);
		},
	};
}

/**
The round trips of a driver statement: one with parameters is described first, unless the server keeps it under a name.
A transaction adds its own.
*/
export function tripsOf(value: unknown): number {
	const statement = driverStatement(value);
	if (!statement) return 3;
	return statement.args.length > 0 && statement.prepared !== true ? 2 : 1;
}
