import type {DatabaseSync} from 'node:sqlite';
import {quietly} from '../history/quietly.ts';
import {UserError} from '../postgres/errors.ts';

/**
Node's own SQLite, loaded when a recording is opened and not before. Node says of it that it is experimental, on standard
error, where the screen is: that is held back for the one moment of loading it.
*/
export function openDatabase(file: string, readOnly: boolean): DatabaseSync {
	return quietly(() => {
		const sqlite = process.getBuiltinModule('node:sqlite');
		if (!sqlite) {
			throw new UserError(
				'This Node.js is built without SQLite, in which recordings are. Use one from nodejs.org, 22.13 or later.',
			);
		}
		return new sqlite.DatabaseSync(file, {readOnly});
	});
}

const reasons: Readonly<Record<number, string>> = {
	5: 'another program is writing to it',
	8: 'it may not be written',
	10: 'the disk does not read or write it',
	11: 'it is damaged',
	13: 'the disk is full',
	14: 'it or its folder may not be opened',
	26: 'it is no recording, or damaged',
};

/** What SQLite or the file system says of a recording, as a sentence with its next step. */
export function recordingError(error: unknown, file: string, doing: 'read' | 'written'): UserError {
	if (error instanceof UserError) return error;
	const {errcode, code, message} = error as NodeJS.ErrnoException & {errcode?: number};
	const places: Readonly<Record<string, string>> = {
		ENOENT: 'there is no such file or folder',
		EACCES: 'your user may not',
		EISDIR: 'it is a folder',
		ENOSPC: 'the disk is full',
	};
	// A page of it that SQLite does not look into, but that no longer holds what was written.
	const broken = error instanceof SyntaxError || String(code).startsWith('Z_') ? 'it is damaged' : undefined;
	const reason =
		broken ?? (errcode === undefined ? undefined : reasons[errcode & 0xff]) ?? places[code ?? ''] ?? message;
	const next =
		doing === 'read'
			? 'Check the path and its rights.'
			: 'Free space or mend its rights, or name another file.';
	return new UserError(`The recording ${file} can't be ${doing}: ${reason}. ${next}`, {cause: error});
}
