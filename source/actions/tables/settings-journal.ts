import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {JournalEntry} from '../engine/journal.ts';
import {isAlive, type JournalStory, stories} from '../engine/journal-story.ts';
import {sameDatabase} from '../engine/same-database.ts';

/** What is set, and what goes back to the server's own. */
export type SettingsChange = {
	readonly set: Readonly<Record<string, string>>;
	readonly reset: readonly string[];
};

/** Changes of this server's database that the journal knows, the newest first, but for those undone already. */
export function undoableSettings(entries: readonly JournalEntry[], server: ServerIdentity): JournalStory[] {
	const all = stories(
		entries.filter(({action}) => action === 'table-settings'),
		isAlive,
	).filter(({begun, outcome}) => outcome === 'done' && sameDatabase(begun, server));
	const undone = new Set(all.map(({begun}) => factsOf(begun).undoOf));
	return all.filter(({id}) => !undone.has(id)).toReversed();
}

function factsOf({target}: JournalEntry): Record<string, unknown> {
	return (target as {facts?: Record<string, unknown>} | null)?.facts ?? {};
}

/** The change that takes back another one. */
export function undoOfSettings(
	entries: readonly JournalEntry[],
	server: ServerIdentity,
	id: string,
): SettingsChange & {oid: number} {
	const story = undoableSettings(entries, server).find(item => item.id === id);
	const oid = (story?.begun.target as {oid?: unknown} | null | undefined)?.oid;
	const back = story && factsOf(story.begun).back;
	if (typeof oid !== 'number' || typeof back !== 'string') {
		throw new RefusedError(
			`The journal has no change of settings ${sanitize(id)} of this database that could be undone. See: pgdeck journal`,
		);
	}
	return {...(JSON.parse(back) as SettingsChange), oid};
}
