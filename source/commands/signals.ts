import {constants} from 'node:os';
import {ProgramEnding} from '../actions/engine/interruption.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a run may take to come to its end once it is told to: the server has to cancel its statement. */
const graceMs = 2000;

/**
Does what a signal must not tear apart: it is aborted, comes to its end in order, and then the program ends with 128 and
the number of the signal, as shells expect. A second signal, or a server that does not answer, ends it as well.
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
