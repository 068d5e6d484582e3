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
	say: (result: string) => void,
): () => void {
	let said = false;
	const once = (result: string) => {
		if (said) return;
		said = true;
		say(result);
	};
	const atExit = () => once('pgdeck ended while it ran');
	const atSignal = () => {
		if (!(signal.reason instanceof ProgramEnding)) return;
		const what = statement();
		once(
			`${signal.reason.signal} ended pgdeck while it ran${what === undefined ? '' : `. The server was asked to cancel: ${what}`}`,
		);
	};
	process.once('exit', atExit);
	signal.addEventListener('abort', atSignal);
	return () => {
		process.off('exit', atExit);
		signal.removeEventListener('abort', atSignal);
	};
}
