import * as z from 'zod';
import {isAlive, journalEntry, openJournal, stories} from '../actions/journal.ts';
import {dateTime, duration} from '../format/quantities.ts';
import {paths} from '../settings/paths.ts';
import {sanitise} from '../terminal/sanitise.ts';
import {stillTable} from './still-table.ts';
import type {Flags} from './usage.ts';

/** What was changed from this host. `--json` gives every entry as it was written. */
export async function journalCommand(flags: Flags): Promise<number> {
	const journal = openJournal(paths(process.env).journal);
	const entries = journal.read();
	if (flags.json) {
		process.stdout.write(`${JSON.stringify(z.encode(z.array(journalEntry), [...entries]), null, '\t')}\n`);
		return 0;
	}
	const rows = stories(entries, isAlive).map(({id, begun, outcome, ended}) => ({
		id,
		when: dateTime(begun.at),
		who: `${begun.who.user} as ${begun.who.role}`,
		database: `${begun.server.database} on ${begun.server.host}:${begun.server.port}`,
		what: sanitise(begun.title),
		result: outcome === 'started' ? 'running' : outcome,
		took: ended?.tookMs === undefined ? '-' : duration(ended.tookMs),
	}));
	process.stdout.write(rows.length === 0 ? `Nothing yet in ${journal.file}.\n` : `${stillTable(rows)}\n`);
	return 0;
}
