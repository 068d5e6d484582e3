import {mkdtempSync, rmSync} from 'node:fs';
import {constants, tmpdir} from 'node:os';
import path from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
A folder for a server that is not there yet to remove it: until it is handed over, a signal removes it.
@returns its path, and what to call when somebody else sees to it, or when all came to nothing
*/
export function makeDirectory(): {path: string; handOver(): void; remove(): void} {
	let directory: string | undefined;
	const remove = () => {
		if (directory !== undefined) rmSync(directory, {recursive: true, force: true});
	};
	const end = (signal: (typeof signals)[number]) => {
		remove();
		process.exit(128 + constants.signals[signal]);
	};
	// Before there is one: nothing comes between the two.
	for (const signal of signals) process.on(signal, end);
	const handOver = () => {
		for (const signal of signals) process.off(signal, end);
	};
	directory = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
	return {
		path: directory,
		handOver,
		remove() {
			remove();
			handOver();
		},
	};
}
