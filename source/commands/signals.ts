import {constants} from 'node:os';
import {ProgramEnding} from '../actions/engine/interruption.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a run may take to end after a signal: the server has to cancel its statement. */
const graceMs = 2000;

/**
Runs work that must end in order. A signal aborts it, and after its end the program exits with 128 plus the signal's number,
as shells expect. A second signal or a server that does not answer ends the program at once.
*/
export async function stoppable<T>(
	controller: AbortController,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	let code: number | undefined;
	const listeners = signals.map(
		name =>
			[
				name,
				() => {
					if (code !== undefined) process.exit(code);
					code = 128 + constants.signals[name];
					setTimeout(() => process.exit(code), graceMs);
					controller.abort(new ProgramEnding(name));
				},
			] as const,
	);
	for (const [name, listener] of listeners) process.on(name, listener);
	try {
		return await work(controller.signal);
	} finally {
		if (code !== undefined) process.exit(code);
		for (const [name, listener] of listeners) process.off(name, listener);
	}
}
