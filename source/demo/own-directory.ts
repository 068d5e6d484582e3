import {mkdtempSync, rmSync} from 'node:fs';
import {constants, tmpdir} from 'node:os';
import path from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
A temporary directory that a signal removes until a server takes it over.
@returns its path, and a function to call once it is taken over or removed
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
	// Registered before the directory exists, so that no signal is missed.
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
