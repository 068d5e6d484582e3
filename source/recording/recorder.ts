import {existsSync, statSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import * as z from 'zod';
import {type JournalEntry, journalEntry} from '../actions/engine/journal.ts';
import type {ServerIdentity} from '../domain/snapshot/schema.ts';
import {RefusedError, UserError} from '../postgres/errors.ts';
import {describeError} from '../postgres/server-error.ts';
import type {Live} from '../sampler/engine/live.ts';
import {documentOf, packDocument, type RecordedDocument} from './document.ts';
import {beginLog, endLog, openToWrite} from './file-format.ts';
import {prepareStatements} from './recorder-statements.ts';
import {sameServer} from './same-server.ts';
import {recordingError} from './sqlite.ts';

export type RecorderOptions = {
	readonly file: string;
	/** The oldest samples are removed when the file would be larger. */
	readonly maxBytes: number;
	/** The oldest samples are removed when they are older. */
	readonly keepMs: number;
	/** The journal of this host, to record actions of the recorded time. */
	readonly journal?: () => readonly JournalEntry[];
	readonly pgdeckVersion: string;
};

export const defaultBounds = {maxBytes: 256 * 1024 * 1024, keepMs: 7 * 24 * 3_600_000};

export type Recorder = {
	readonly file: string;
	/** Samples written by this recorder. */
	readonly samples: number;
	readonly bytes: number;
	/** @throws {UserError} if writing fails, which ends the recorder */
	add(live: Live): void;
	/** Leaves one file that can be read anywhere. */
	close(): void;
};

/** Samples of a segment: a complete one and the differences after it. */
const segmentFrames = 150;
/** How often the journal is read. */
const journalEveryMs = 10_000;

/** Writes each published sample in its own transaction, so that everything before an interruption stays. */
export function createRecorder(options: RecorderOptions, server: ServerIdentity): Recorder {
	const {file, maxBytes, keepMs} = options;
	const database = openToWrite(file);
	const writing = <T>(work: () => T): T => {
		try {
			return work();
		} catch (error) {
			if (database.isOpen) database.close();
			const {message, cause} = recordingError(error, file, 'written');
			if (error instanceof RefusedError) throw error;
			throw new UserError(`${message}${samples === 0 ? '' : leftText(file)}`, {cause: cause ?? error});
		}
	};
	let samples = 0;
	const statements = writing(() => {
		claim(database, file, server, options.pgdeckVersion);
		return prepareStatements(database);
	});
	let segment = 0;
	let inSegment = 0;
	let segmentBytes = 0;
	const {ino} = statSync(file);
	let before: {readonly document: RecordedDocument; readonly live: Live} | undefined;
	let lost = false;
	let journalAt = -Infinity;
	const began = Date.now();

	function used(): number {
		return Number(statements.used.get()?.bytes ?? 0);
	}

	/** Removes the oldest segments until there is room, except the current one. */
	function prune(now: number): void {
		const tooOld = now - keepMs;
		for (;;) {
			const oldest = statements.oldest.get(segment) as {segment: number; newest: number} | undefined;
			if (!oldest || (oldest.newest >= tooOld && used() <= maxBytes * 0.85)) break;
			statements.dropSegment.run(oldest.segment);
			statements.dropGaps.run(oldest.newest);
		}
	}

	function write(live: Live): void {
		const {snapshot} = live;
		const at = snapshot.takenAt.getTime();
		if (!before || inSegment >= segmentFrames || segmentBytes > maxBytes / 8) {
			segment = Number(statements.nextSegment.get()?.segment ?? 1);
			inSegment = 0;
			segmentBytes = 0;
		}
		prune(at);
		const document = documentOf(live);
		const data = packDocument(document, inSegment === 0 ? undefined : before?.document);
		if (data.length > maxBytes / 4) {
			throw new UserError(
				`A sample of this server takes ${Math.ceil(data.length / 1024)} kB, and the recording is limited to ${Math.floor(maxBytes / 1024)} kB. Give a larger --max-size.`,
			);
		}
		statements.hide.run(at);
		const vitals = live.history.items.at(-1);
		statements.frame.run(
			segment,
			at,
			live.now.getTime(),
			live.intervalMs,
			live.windowHours,
			vitals?.at.getTime() === at ? JSON.stringify(vitals) : null,
			data,
		);
		if (lost) statements.endGap.run(at);
		lost = false;
		if (before?.document.takenAt.getTime() !== at) samples++;
		before = {document, live};
		inSegment++;
		segmentBytes += data.length;
	}

	function noteJournal(now: number): void {
		if (now - journalAt < journalEveryMs) return;
		journalAt = now;
		// SQLite would continue to write to a deleted file.
		if (statSync(file, {throwIfNoEntry: false})?.ino !== ino) {
			throw new UserError(`The recording ${file} was moved or deleted. Start another one.`);
		}
		if (!options.journal) return;
		for (const entry of options.journal()) {
			if (entry.at.getTime() >= began && sameServer(entry.server, server))
				statements.journal.run(JSON.stringify(z.encode(journalEntry, entry)));
		}
	}

	const transaction = (work: () => void) =>
		writing(() => {
			database.exec('begin immediate');
			work();
			database.exec('commit');
		});

	return {
		file,
		get samples() {
			return samples;
		},
		get bytes() {
			return used();
		},
		add(live) {
			const {link, snapshot} = live;
			if (link.state === 'lost') {
				if (!lost) transaction(() => statements.gap.run(link.since.getTime(), describeError(link.error)));
				lost = true;
			} else if (snapshot !== before?.live.snapshot || isNewDetail(live, before.live)) {
				transaction(() => {
					write(live);
					noteJournal(live.now.getTime());
				});
			}
		},
		close() {
			if (!database.isOpen) return;
			journalAt = -Infinity;
			transaction(() => noteJournal(Date.now()));
			writing(() => endLog(database));
			database.close();
		},
	};
}

/** After a failed write the newest samples are in the log beside the file until it is written again. */
function leftText(file: string): string {
	const log = `${file}-wal`;
	const beside = existsSync(log) ? `, with ${log}: keep them together` : '';
	return ` The samples recorded so far are in it${beside}.`;
}

/** The detail of an opened row arrives after the sample and belongs to it. */
function isNewDetail({detail}: Live, {detail: before}: Live): boolean {
	return detail !== before && detail !== undefined && detail.section.status !== 'pending';
}

/** Stores the server's identity; a recording of another server is not appended to. */
function claim(database: DatabaseSync, file: string, server: ServerIdentity, pgdeckVersion: string): void {
	const row = database.prepare("select value from about where key = 'server'").get();
	if (row) {
		const other = JSON.parse(String(row.value)) as ServerIdentity;
		if (!sameServer(other, server)) {
			throw new RefusedError(
				`${file} is a recording of ${other.database} on ${other.host}:${other.port}, not of ${server.database} on ${server.host}:${server.port}. Give another file.`,
			);
		}
	}
	beginLog(database);
	const note = database.prepare('insert or replace into about (key, value) values (?, ?)');
	note.run('server', JSON.stringify(server));
	note.run('pgdeck', pgdeckVersion);
}
