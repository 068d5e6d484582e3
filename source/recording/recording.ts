import type {DatabaseSync} from 'node:sqlite';
import {type JournalEntry, journalEntry} from '../actions/engine/journal.ts';
import type {Findings} from '../domain/findings/finding.ts';
import type {Section} from '../domain/snapshot/section.ts';
import {type Ring, ring} from '../history/ring.ts';
import type {Vitals} from '../history/vitals.ts';
import {UserError} from '../postgres/errors.ts';
import type {Live} from '../sampler/engine/live.ts';
import {sanitize, sanitizeDeep} from '../terminal/sanitize.ts';
import {createDecoder, unpackDocument} from './document.ts';
import {openToRead} from './file-format.ts';
import {createLooks} from './looks.ts';
import {type Moments, placeBefore} from './moments.ts';
import {recordingError} from './sqlite.ts';

export type Gap = {readonly began: Date; readonly ended: Date | undefined; readonly reason: string};

export type RecordedMoment = {
	readonly at: Date;
	readonly findings: Findings;
	section(id: string): Section<unknown> | undefined;
};

/** A recording opened for reading. */
export type Recording = Moments & {
	readonly file: string;
	/** The values drawn over time, for every sample that has them. */
	vitals(): readonly Vitals[];
	/** Every moment from first to last, each part decoded when it is read. */
	walk(): Iterable<RecordedMoment>;
	/** When the server was unreachable. */
	gaps(): readonly Gap[];
	journal(): readonly JournalEntry[];
	close(): void;
};

/** As many as the sampler keeps. */
const historyLength = 450;

type FrameRow = {
	id: number;
	segment: number;
	published_at: number;
	interval_ms: number;
	window_hours: number;
};

/** @throws {UserError} if the file is no recording, can't be read, or has no sample */
export function openRecording(file: string): Recording {
	const database = openToRead(file);
	const reading = <T>(work: () => T): T => {
		try {
			return work();
		} catch (error) {
			throw recordingError(error, file, 'read');
		}
	};
	const statements = reading(() => prepare(database));
	const all = reading(() => statements.times.all().map(({at}) => Number(at)));
	if (all.length === 0) {
		database.close();
		throw new UserError(
			`The recording ${file} has no sample in it. Record for longer, or name another file.`,
		);
	}
	const decode = createDecoder();
	/** The last unpacked document: the next one usually follows it. */
	let last: {segment: number; id: number; document: unknown} | undefined;

	function documentOf({segment, id}: FrameRow): unknown {
		const from = last?.segment === segment && last.id <= id ? last : undefined;
		let document = from?.document;
		for (const row of statements.segment.iterate(segment, from?.id ?? -1, id))
			document = unpackDocument(row.data as Uint8Array, document);
		last = {segment, id, document};
		return document;
	}

	const looks = createLooks(all, time => {
		const row = statements.frame.get(time) as FrameRow | undefined;
		return row && decode.section(documentOf(row), 'waits');
	});

	function historyAt(time: number): Ring<Vitals> {
		const items = statements.history.all(time, historyLength).map(({vitals}) => vitalsOf(String(vitals)));
		return {items: items.reverse(), capacity: historyLength};
	}

	return {
		file,
		times: () => all,
		at(time) {
			const at = all[placeBefore(all, time)];
			if (at === undefined) return undefined;
			return reading((): Live | undefined => {
				const row = statements.frame.get(at) as FrameRow | undefined;
				if (!row) return undefined;
				// Earlier samples first, because later ones are unpacked from them.
				const waits = looks(at);
				const document = documentOf(row);
				const snapshot = decode.snapshot(document, file);
				return {
					snapshot,
					history: historyAt(at),
					// The thresholds are part of the findings.
					minutes: ring(0),
					waits,
					link: {state: 'live'},
					paused: false,
					intervalMs: row.interval_ms,
					windowHours: row.window_hours,
					detail: decode.detail(document),
					now: new Date(row.published_at),
				};
			});
		},
		vitals: () =>
			reading(() =>
				statements.history
					.all(Number.MAX_SAFE_INTEGER, -1)
					.map(({vitals}) => vitalsOf(String(vitals)))
					.reverse(),
			),
		*walk() {
			for (const time of all) {
				const row = reading(() => statements.frame.get(time) as FrameRow | undefined);
				if (!row) continue;
				const document = reading(() => documentOf(row));
				yield {
					at: new Date(time),
					get findings() {
						return decode.findings(document);
					},
					section: id => decode.section(document, id),
				};
			}
		},
		gaps: () =>
			reading(() =>
				statements.gaps.all().map(({began, ended, reason}) => ({
					began: new Date(Number(began)),
					ended: ended === null ? undefined : new Date(Number(ended)),
					reason: sanitize(String(reason)),
				})),
			),
		journal: () => reading(() => statements.journal.all().flatMap(({entry}) => entryOf(String(entry)))),
		close: () => database.close(),
	};
}

function prepare(database: DatabaseSync) {
	return {
		times: database.prepare('select at from frame where shown = 1 order by at'),
		frame: database.prepare(`
			select id, segment, published_at, interval_ms, window_hours from frame
			where at = ? and shown = 1 order by id desc limit 1`),
		segment: database.prepare('select data from frame where segment = ? and id > ? and id <= ? order by id'),
		history: database.prepare(`
			select vitals from frame where shown = 1 and vitals is not null and at <= ?
			order by at desc limit ?`),
		gaps: database.prepare('select began, ended, reason from gap order by began'),
		journal: database.prepare('select entry from journal order by rowid'),
	};
}

/** Accepts numbers only, because the file may come from anywhere. */
function vitalsOf(text: string): Vitals {
	const {at, ...figures} = JSON.parse(text) as Record<string, unknown>;
	return {
		...Object.fromEntries(
			Object.entries(figures).map(([id, value]) => [id, typeof value === 'number' ? value : null]),
		),
		at: new Date(String(at)),
	} as Vitals;
}

function entryOf(text: string): JournalEntry[] {
	const result = journalEntry.safeParse(sanitizeDeep(JSON.parse(text)));
	return result.success ? [result.data] : [];
}
