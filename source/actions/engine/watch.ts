import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {readBlockers, readBuildProgress} from '../../queries/run/watch.ts';
import type {RunProgress} from './progress.ts';

const everyMs = 500;

/**
Watches session `pid` from a second connection: the sessions it waits for, its progress, and the state of its object.
@param look reads that state
@returns ends the watch and waits for a running query
*/
export function watch(
	reader: Reader,
	pid: number,
	look: () => Promise<string | undefined>,
	report: (found: Pick<RunProgress, 'waitingFor' | 'build' | 'state'>) => void,
): () => Promise<void> {
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	let asking: Promise<void> = Promise.resolve();
	let shown = '';

	async function lookOn(): Promise<void> {
		try {
			const [waitingFor, build, state] = await Promise.all([
				readBlockers(reader, pid),
				readBuildProgress(reader, pid),
				look(),
			]);
			const found = JSON.stringify([waitingFor, build, state]);
			if (!stopped && found !== shown) report({waitingFor, build, state});
			shown = found;
		} catch (error) {
			// Only a look at the run failed. The run reports its own failures.
			if (!stopped) report({waitingFor: [], build: undefined, state: undefined});
			shown = toServerError(error).code;
		}
		if (!stopped) timer = setTimeout(again, everyMs);
	}
	function again(): void {
		asking = lookOn();
	}
	timer = setTimeout(again, everyMs / 5);
	return async () => {
		stopped = true;
		clearTimeout(timer);
		await asking;
	};
}
