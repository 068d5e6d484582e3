import {mkdirSync} from 'node:fs';
import path from 'node:path';
import type {JournalEntry} from '../../actions/engine/journal.ts';
import type {Store} from '../../domain/snapshot/store.ts';
import {shellWord} from '../../format/identifier.ts';
import {plural} from '../../format/quantities.ts';
import {UserError} from '../../postgres/errors.ts';
import type {Recorder} from '../../recording/recorder.ts';
import type {TimeMachine} from '../../recording/time-machine.ts';
import type {Live} from '../../sampler/engine/live.ts';

/** The file name of a recording begun in the console: database, host and time. */
export function recordingFile(folder: string, {database, host}: {database: string; host: string}, now: Date) {
	const plain = (text: string) => text.replaceAll(/[^\w.-]+/g, '_').replace(/^[._]+/, '');
	const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
	return path.join(folder, `${plain(database)}-${plain(path.basename(host))}-${stamp}.pgdeck`);
}

type Options = {
	readonly folder: string;
	readonly live: Store<Live>;
	readonly journal: () => readonly JournalEntry[];
	/** Tells the sampler whether to also read the sections that are not on screen. */
	record(on: boolean): void;
	readonly setRecording: TimeMachine['setRecording'];
};

/** Recording from within the console. An error of the file ends the recording, never the console. */
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
				`The folder ${folder} can't be created: ${(error as Error).message}. Set XDG_STATE_HOME to a folder that you may write to.`,
				{cause: error},
			);
		}
		const started = createRecorder({file, ...defaultBounds, journal, pgdeckVersion: PGDECK_VERSION}, server);
		recorder = started;
		setRecording({file});
		record(true);
		guarded(file, () => started.add(live.get()));
		unsubscribe = live.subscribe(() => guarded(file, () => started.add(live.get())));
		return `Recording to ${file}. R ends it.`;
	}

	return {
		/** Begins or ends a recording. Returns the message to show. */
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
			return `${plural(samples, 'sample')} written. To open them: pgdeck replay ${shellWord(file)}`;
		},
		close(): void {
			if (recorder) guarded(recorder.file, end);
		},
	};
}

export type ConsoleRecording = ReturnType<typeof createConsoleRecording>;
