import type {DatabaseSync} from 'node:sqlite';
import {quietly} from '../history/quietly.ts';
import {UserError} from '../postgres/errors.ts';

/**
Loads Node's SQLite when a recording is opened. Its warning about being experimental would appear on the screen, so it
is suppressed while loading.
*/
export function openDatabase(file: string, readOnly: boolean): DatabaseSync {
	return quietly(() => {
		const sqlite = process.getBuiltinModule('node:sqlite');
		if (!sqlite) {
			throw new UserError(
				'This Node.js is built without SQLite, which recordings require. Install Node.js 22.13 or later from nodejs.org.',
			);
		}
		return new sqlite.DatabaseSync(file, {readOnly});
	});
}

const reasons: Readonly<Record<number, string>> = {
	5: 'another program is writing to it',
	8: 'it is not writable',
	10: 'the disk reports an I/O error',
	11: 'it is damaged',
	13: 'the disk is full',
	14: "it or its directory can't be opened",
	26: 'it is not a recording, or it is damaged',
};

/** An error of SQLite or the file system as a sentence with its next step. */
export function recordingError(error: unknown, file: string, doing: 'read' | 'written'): UserError {
	if (error instanceof UserError) return error;
	const {errcode, code, message} = error as NodeJS.ErrnoException & {errcode?: number};
	const places: Readonly<Record<string, string>> = {
		ENOENT: 'there is no such file or directory',
		EACCES: 'permission denied',
		EISDIR: 'it is a directory',
		ENOSPC: 'the disk is full',
	};
	// A page with damaged content, which SQLite does not notice.
	const broken = error instanceof SyntaxError || String(code).startsWith('Z_') ? 'it is damaged' : undefined;
	const reason =
		broken ?? (errcode === undefined ? undefined : reasons[errcode & 0xff]) ?? places[code ?? ''] ?? message;
	const next =
		doing === 'read'
			? 'Check the path and its permissions.'
			: 'Free some space, fix its permissions, or give another file.';
	return new UserError(`The recording ${file} can't be ${doing}: ${reason}. ${next}`, {cause: error});
}
