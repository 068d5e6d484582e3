import * as z from 'zod';
import {journalEntry, openJournal} from '../actions/engine/journal.ts';
import {isAlive, outcomeNote, outcomeSentence, stories} from '../actions/engine/journal-story.ts';
import {dateTime, duration, zone} from '../format/quantities.ts';
import {paths} from '../settings/paths.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {stillTable} from './text/still-table.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Prints the changes made from this host. `--json` prints every entry as it was written. */
export async function journalCommand([extra]: readonly string[], flags: Flags): Promise<number> {
	rejectExtra('journal', extra);
	const journal = openJournal(paths(process.env).journal);
	const entries = journal.read();
	if (flags.json) {
		process.stdout.write(`${JSON.stringify(z.encode(z.array(journalEntry), [...entries]), null, '\t')}\n`);
		return 0;
	}
	const told = stories(entries, isAlive);
	const rows = told.map(story => ({
		id: story.id,
		when: dateTime(story.begun.at),
		who: `${story.begun.who.user} as ${story.begun.who.role}`,
		database: `${story.begun.server.database} on ${story.begun.server.host}:${story.begun.server.port}`,
		what: sanitize(story.begun.title),
		result: sanitize(outcomeSentence(story)),
		took: story.ended?.tookMs === undefined ? '-' : duration(story.ended.tookMs),
	}));
	const notes = told.map(story => {
		const note = outcomeNote(story);
		return note === undefined ? undefined : sanitize(note);
	});
	process.stdout.write(
		rows.length === 0
			? `No changes are recorded in ${journal.file} yet.\n`
			: `${stillTable(rows, [], notes)}\nLocal times, ${zone(new Date())}\n`,
	);
	return 0;
}
