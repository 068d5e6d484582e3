import type {Coded} from '../../format/coded.ts';
import {noteWord} from './words.ts';

/** The reason of a run's abort where the program itself was told to end; a cancel by hand has none such. */
export class ProgramEnding {
	/** Name of the signal. */
	readonly signal: string;

	constructor(signal: string) {
		this.signal = signal;
	}
}

/**
Says once that the program ended before what it ran: at the signal, before the server is asked to cancel, since nothing
after that is certain; or at the latest when the process exits.
@returns takes it back: what ran has come to an end of its own
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
