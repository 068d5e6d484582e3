import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import type {ServerIdentity} from '../../source/domain/snapshot/schema.ts';
import {UserError} from '../../source/postgres/errors.ts';
import {
	createRecorder,
	defaultBounds,
	type Recorder,
	type RecorderOptions,
} from '../../source/recording/recorder.ts';
import {openRecording, type Recording} from '../../source/recording/recording.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {identity} from './fixtures-sections.ts';

/** A folder that is gone after the test. */
export function ownFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-recording-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

export function recorderTo(
	file: string,
	options: Partial<RecorderOptions> = {},
	server: ServerIdentity = identity,
): Recorder {
	return createRecorder({file, ...defaultBounds, pgdeckVersion: '0.0.0-test', ...options}, server);
}

/** A recording of these, in a folder of its own. */
export function recorded(lives: readonly Live[], options: Partial<RecorderOptions> = {}): string {
	const file = path.join(ownFolder(), 'a.pgdeck');
	const recorder = recorderTo(file, options, lives[0]?.snapshot.server);
	for (const live of lives) recorder.add(live);
	recorder.close();
	return file;
}

/** Closed after the test. */
export function opened(file: string): Recording {
	const recording = openRecording(file);
	onTestFinished(() => recording.close());
	return recording;
}

/** Samples that can be read while it is being written; 0 where it is not there yet. */
export function samplesIn(file: string): number {
	try {
		const recording = openRecording(file);
		const {length} = recording.times();
		recording.close();
		return length;
	} catch (error) {
		if (error instanceof UserError) return 0;
		throw error;
	}
}
