import {statSync} from 'node:fs';
import type {Journal, JournalEntry} from '../actions/engine/journal.ts';
import {UserError} from '../postgres/errors.ts';

/** Whether an argument names a file, rather than a connection. */
export function isRecording(text: string | undefined): text is string {
	if (text === undefined) return false;
	if (statSync(text, {throwIfNoEntry: false})?.isFile()) return true;
	if (!text.endsWith('.pgdeck')) return false;
	throw new UserError(`There is no recording ${text}. Check the path.`);
}

/** The journal where nobody acts by it, so that it need not be there: its entries, or why they can't be read. */
export function readJournal(journal: Journal): {entries: readonly JournalEntry[]; problem?: string} {
	try {
		return {entries: journal.read()};
	} catch (error) {
		if (error instanceof UserError) return {entries: [], problem: error.message};
		throw error;
	}
}
