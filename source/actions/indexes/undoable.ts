import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {JournalEntry} from '../engine/journal.ts';
import {isAlive, type JournalStory, sameDatabase, stories} from '../engine/journal-story.ts';

/** Drops of this server's database that the journal knows, the newest first, but for those undone already. */
export function undoable(entries: readonly JournalEntry[], server: ServerIdentity): JournalStory[] {
	const all = stories(entries, isAlive).filter(({begun}) => sameDatabase(begun, server));
	const undone = new Set(
		all.flatMap(({begun, outcome}) =>
			begun.action === 'undo-drop' && outcome === 'done' ? [undoOf(begun)] : [],
		),
	);
	return all
		.filter(({id, begun}) => begun.action === 'drop-indexes' && begun.event === 'started' && !undone.has(id))
		.toReversed();
}

function undoOf(entry: JournalEntry): string | undefined {
	const target = entry.target as {undoOf?: unknown} | null;
	return typeof target?.undoOf === 'string' ? target.undoOf : undefined;
}
