import type {Coded} from '../../format/coded.ts';
import {noteWord} from './words.ts';

/** The abort reason of a run if a signal ended the program. A cancel by the user has no such reason. */
export class ProgramEnding {
	/** The name of the signal. */
	readonly signal: string;

	constructor(signal: string) {
		this.signal = signal;
	}
}

/**
Reports once that the program ended during a statement: at the signal, before the server is asked to cancel, because
nothing after that is certain; at the latest when the process exits.
@returns a function that cancels the report, because the statement has ended by itself
*/
export function noteInterruption(
	signal: AbortSignal,
	statement: () => string | undefined,
	say: (why: Coded) => void,
): () => void {
	let said = false;
	const once = (why: Coded) => {
		if (said) return;
		said = true;
		say(why);
	};
	const atExit = () => once(noteWord('program-exited'));
	const atSignal = () => {
		if (!(signal.reason instanceof ProgramEnding)) return;
		once(noteWord('program-signaled', {signal: signal.reason.signal, statement: statement() ?? null}));
	};
	process.once('exit', atExit);
	signal.addEventListener('abort', atSignal);
	return () => {
		process.off('exit', atExit);
		signal.removeEventListener('abort', atSignal);
	};
}
