import {writeFileSync} from 'node:fs';
import {type JournalEntry, openJournal} from '../actions/engine/journal.ts';
import {isAlive, stories} from '../actions/engine/journal-story.ts';
import {UsageError, UserError} from '../postgres/errors.ts';
import {openRecording, type Recording} from '../recording/recording.ts';
import {sameServer} from '../recording/same-server.ts';
import {gatherReport} from '../report/gather.ts';
import {reportPage} from '../report/page.ts';
import {parseTime} from '../settings/amounts.ts';
import {paths} from '../settings/paths.ts';
import {sanitizeDeep} from '../terminal/sanitize.ts';
import {isRecording, readJournal} from './files.ts';
import {recordBriefly} from './record.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** How long to sample a server without --for. */
const usualMs = 10_000;

export async function reportCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [source, extra] = input;
	rejectExtra('report', extra);
	const out = flags.html;
	if (out === undefined || out === '')
		throw new UsageError(
			'No output file is named. Give one: pgdeck report FILE --html OUT. For standard output: --html -',
		);
	const forMs = flags.for === undefined ? undefined : parseTime('--for', flags.for);
	if (isRecording(source)) {
		if (forMs !== undefined)
			throw new UsageError('--for applies to a connection. A recording is always reported as a whole.');
		const recording = openRecording(source);
		try {
			write(out, pageOf(recording));
		} finally {
			recording.close();
		}
		return 0;
	}
	await recordBriefly(source, flags, forMs ?? usualMs, recording => write(out, pageOf(recording, '')));
	return 0;
}

/** Combines the recording's journal with this host's entries for the same server and time. */
function pageOf(recording: Recording, source = recording.file): string {
	const now = new Date();
	const own = readJournal(openJournal(paths(process.env).journal));
	const times = recording.times();
	const [from = 0, to = 0] = [times[0], times.at(-1)];
	const last = recording.at(Number.POSITIVE_INFINITY);
	const here = own.entries.filter(
		({at, server}) =>
			last !== undefined &&
			sameServer(server, last.snapshot.server) &&
			at.getTime() >= from &&
			at.getTime() <= to + 60_000,
	);
	const all = new Map<string, JournalEntry>();
	for (const entry of [...recording.journal(), ...here]) {
		const safe = sanitizeDeep(entry) as JournalEntry;
		all.set(`${safe.id} ${safe.event} ${safe.at.getTime()}`, safe);
	}
	const entries = [...all.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
	const report = gatherReport(
		{...recording, file: source},
		{stories: stories(entries, isAlive), problem: own.problem},
	);
	return reportPage(report, now, PGDECK_VERSION);
}

function write(out: string, page: string): void {
	if (out === '-') {
		process.stdout.write(page);
		return;
	}
	try {
		writeFileSync(out, page, {mode: 0o600});
	} catch (error) {
		throw new UserError(
			`pgdeck can't write ${out}: ${(error as Error).message}. Give another file with --html.`,
			{cause: error},
		);
	}
	process.stderr.write(
		`Wrote ${out}, readable by you only: it contains names and statements of the database.\n`,
	);
}
