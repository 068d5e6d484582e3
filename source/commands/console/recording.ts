import {mkdirSync} from 'node:fs';
import path from 'node:path';
import type {JournalEntry} from '../../actions/engine/journal.ts';
import type {Store} from '../../domain/snapshot/store.ts';
import {plural} from '../../format/quantities.ts';
import {UserError} from '../../postgres/errors.ts';
import type {Recorder} from '../../recording/recorder.ts';
import type {TimeMachine} from '../../recording/time-machine.ts';
import type {Live} from '../../sampler/engine/live.ts';

/** Recordings that are begun with a key have no name yet: that of the server and the time. */
export function recordingFile(folder: string, {database, host}: {database: string; host: string}, now: Date) {
	const plain = (text: string) => text.replaceAll(/[^\w.-]+/g, '_').replace(/^[._]+/, '');
	const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
	return path.join(folder, `${plain(database)}-${plain(path.basename(host))}-${stamp}.pgdeck`);
}

type Options = {
	readonly folder: string;
	readonly live: Store<Live>;
	readonly journal: () => readonly JournalEntry[];
	/** Tells the sampler to read what is not on screen too, or no longer. */
	record(on: boolean): void;
	readonly setRecording: TimeMachine['setRecording'];
};

/** Recording from within the console. Whatever goes wrong with the file ends the recording, never the console. */
export function createConsoleRecording({folder, live, journal, record, setRecording}: Options) {
	let recorder: Recorder | undefined;
	let unsubscribe: () => void = () => undefined;
	let failed: {file: string; problem: string} | undefined;

	function end(): void {
		unsubscribe();
		const ending = recorder;
		recorder = undefined;
		record(false);
		ending?.close();
	}

	function guarded(file: string, work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			recorder = undefined;
			unsubscribe();
			record(false);
			failed = {file, problem: error.message};
			setRecording(failed);
		}
	}

	async function begin(): Promise<string> {
		const {createRecorder, defaultBounds} = await import('../../recording/recorder.ts');
		const {server} = live.get().snapshot;
		const file = recordingFile(folder, server, new Date());
		try {
			mkdirSync(folder, {recursive: true, mode: 0o700});
		} catch (error) {
			throw new UserError(
				`The folder ${folder} can't be made: ${(error as Error).message}. Set XDG_STATE_HOME to a folder of yours.`,
				{cause: error},
			);
		}
		const started = createRecorder({file, ...defaultBounds, journal, pgdeckVersion: PGDECK_VERSION}, server);
		recorder = started;
		setRecording({file});
		record(true);
		guarded(file, () => started.add(live.get()));
		unsubscribe = live.subscribe(() => guarded(file, () => started.add(live.get())));
		return `R ends the recording to ${file}.`;
	}

	return {
		/** Begins, or ends what was begun. Gives what there is to say. */
		async toggle(): Promise<string> {
			if (failed) {
				const {problem} = failed;
				failed = undefined;
				setRecording(undefined);
				throw new UserError(problem);
			}
			if (!recorder) return begin();
			const {file, samples} = recorder;
			guarded(file, end);
			setRecording(undefined);
			return `${plural(samples, 'sample')} in ${file}. pgdeck replay shows them again.`;
		},
		/** The console is quit. */
		close(): void {
			if (recorder) guarded(recorder.file, end);
		},
	};
}

export type ConsoleRecording = ReturnType<typeof createConsoleRecording>;
