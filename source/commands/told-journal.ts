import type {Journal, JournalEntry} from '../actions/engine/journal.ts';
import {UserError} from '../postgres/errors.ts';

/** The journal where nobody acts by it, so that it need not be there: its entries, or why they can't be read. */
export function toldJournal(journal: Journal): {entries: readonly JournalEntry[]; problem?: string} {
	try {
		return {entries: journal.read()};
	} catch (error) {
		if (error instanceof UserError) return {entries: [], problem: error.message};
		throw error;
	}
}
