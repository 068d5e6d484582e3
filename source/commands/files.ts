import {statSync} from 'node:fs';
import type {Journal, JournalEntry} from '../actions/engine/journal.ts';
import {UserError} from '../postgres/errors.ts';

/** Whether an argument names a recording rather than a connection. */
export function isRecording(text: string | undefined): text is string {
	if (text === undefined) return false;
	if (statSync(text, {throwIfNoEntry: false})?.isFile()) return true;
	if (!text.endsWith('.pgdeck')) return false;
	throw new UserError(`The recording ${text} does not exist. Check the path.`);
}

/** The journal's entries for display, or the problem if they can't be read. */
export function readJournal(journal: Journal): {entries: readonly JournalEntry[]; problem?: string} {
	try {
		return {entries: journal.read()};
	} catch (error) {
		if (error instanceof UserError) return {entries: [], problem: error.message};
		throw error;
	}
}
