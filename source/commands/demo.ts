import {startDemo} from '../demo/demo.ts';
import {packSet} from '../migrations/set.ts';
import {resolveSettings} from '../settings/settings.ts';
import {truncate} from '../terminal/width.ts';
import {openConsole} from './console.ts';
import type {Flags} from './usage.ts';

/** Starts the demo server, showing progress, and opens the console on it. */
export async function demoCommand(flags: Flags): Promise<number> {
	const settings = resolveSettings(undefined, flags, process.env, packSet());
	const tell = progressLine();
	let failure: unknown;
	const demo = await startDemo(tell.step, error => {
		failure ??= error;
	});
	tell.done();
	try {
		// The server ends with the console, so its evidence is not kept.
		const code = await openConsole({
			...settings,
			connection: demo.connection,
			indexesFile: undefined,
			tablesFile: undefined,
		});
		if (failure !== undefined) throw failure;
		return code;
	} finally {
		await demo.stop();
	}
}

/** One line on standard error, rewritten at each step; without a terminal, one line per step. */
function progressLine(): {step(text: string, detail?: string): void; done(): void} {
	const begun = Date.now();
	const live = process.stderr.isTTY === true;
	let said = '';
	return {
		step(text, detail) {
			const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(5);
			// A line that wraps can't be rewritten.
			const room = (process.stderr.columns ?? 80) - 1;
			const shown = truncate(`${seconds} s  ${text}${detail ? `: ${detail}` : ''}…`, room, '…');
			if (live) process.stderr.write(`\r\u001b[K${shown}`);
			else if (text !== said) process.stderr.write(`${text}…\n`);
			said = text;
		},
		done() {
			if (live) process.stderr.write('\r\u001b[K');
		},
	};
}
