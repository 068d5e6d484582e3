import {
	closeSync,
	existsSync,
	fstatSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	writeSync,
} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import {anyCoded} from '../../domain/snapshot/coded-schema.ts';
import {UserError} from '../../postgres/errors.ts';
import {serverErrorSchema} from '../../postgres/server-error.ts';
import {time} from '../../queries/statement.ts';
import {loginName} from '../../settings/own-user.ts';
import type {Plan, Unit} from './plan.ts';

export const journalEntry = z.object({
	at: time,
	event: z.enum(['started', 'done', 'failed', 'interrupted', 'declined']),
	/** Of the unit: the plan's id, a dot and its number. Of a declined plan: the plan's. */
	id: z.string(),
	plan: z.string(),
	/** Any id: an entry of another version of pgdeck is kept too. */
	action: z.string(),
	title: z.string(),
	who: z.object({
		user: z.string().describe('Of the operating system'),
		host: z.string(),
		process: z.int(),
		role: z.string().describe('Of the database'),
	}),
	server: z.object({
		host: z.string(),
		port: z.int(),
		database: z.string(),
		databaseOid: z.int(),
		systemIdentifier: z.string().nullable(),
		version: z.string(),
	}),
	target: z.unknown(),
	statements: z.array(z.string()),
	undo: z.array(z.string()),
	tookMs: z.number().optional(),
	result: z.string().optional(),
	notes: z.array(anyCoded).optional().describe('The result, as codes with their facts'),
	error: serverErrorSchema.optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;
export type JournalEvent = JournalEntry['event'];

/**
What was done, by whom, where and with which result: one JSON object a line, in a file that only its owner reads.
Each line is on the disk before the call returns, so what is about to be done is written even if the machine dies of it.
*/
export type Journal = {
	readonly file: string;
	/** @throws {UserError} where it can't be written: then nothing may be done either */
	append(entry: JournalEntry): void;
	read(): readonly JournalEntry[];
};

/** How much others may append between a write and its reading back. */
const readBackBytes = 1_048_576;

export function openJournal(file: string): Journal {
	return {
		file,
		append(entry) {
			try {
				mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
				const isNew = !existsSync(file);
				const descriptor = openSync(file, 'a+', 0o600);
				try {
					// One write: lines of two consoles on one host do not mix.
					const line = `${JSON.stringify(z.encode(journalEntry, entry))}\n`;
					writeWhole(descriptor, isTorn(descriptor) ? `\n${line}` : line);
					fsyncSync(descriptor);
				} finally {
					closeSync(descriptor);
				}
				if (isNew) syncFolder(path.dirname(file));
			} catch (error) {
				throw new UserError(
					`The journal ${file} can't be written, so nothing more is run. Free space, or set XDG_STATE_HOME to a folder of yours.`,
					{cause: error},
				);
			}
		},
		read() {
			return textOf(file)
				.split('\n')
				.flatMap(line => {
					const entry = parseLine(line);
					return entry ? [entry] : [];
				});
		},
	};
}

/**
Writes all of it and reads it back: a disk that is nearly full takes part of a line without an error.
@throws {Error} where less than all of it is in the file
*/
function writeWhole(descriptor: number, text: string): void {
	const bytes = Buffer.from(text);
	let written = 0;
	while (written < bytes.length) {
		const taken = writeSync(descriptor, bytes, written);
		if (taken === 0) throw new Error(`${written} of ${bytes.length} bytes were written`);
		written += taken;
	}
	// Another console may have appended its own line since: look for this one before the end.
	const {size} = fstatSync(descriptor);
	const found = Buffer.alloc(Math.min(size, bytes.length + readBackBytes));
	readSync(descriptor, found, 0, found.length, size - found.length);
	if (!found.includes(bytes)) throw new Error('the file does not hold what was written');
}

/** The name of a new file is in its folder: without this the file may be lost with what is in it. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** @throws {UserError} where it is there and can't be read: "nothing was done" would be said of what is not known */
function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') return '';
		const reason =
			code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : message;
		throw new UserError(
			`The journal ${file} can't be read: ${reason}. Mend it or move it away, or set XDG_STATE_HOME to a folder of yours.`,
			{cause: error},
		);
	}
}

/** The last line has no end: what is written next must not become part of it. */
function isTorn(descriptor: number): boolean {
	const {size} = fstatSync(descriptor);
	const last = Buffer.alloc(1);
	return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 10;
}

/** A torn line, from a full disk or a power cut, is passed over: the others still count. */
function parseLine(line: string): JournalEntry | undefined {
	if (line.trim() === '') return undefined;
	try {
		const result = journalEntry.safeParse(JSON.parse(line));
		return result.success ? result.data : undefined;
	} catch {
		return undefined;
	}
}

/** The entry for a unit of a plan, or for the plan as a whole where it was declined. */
export function entryFor(
	plan: Plan,
	unit: Unit | undefined,
	event: JournalEvent,
	now: Date,
	more: Partial<Pick<JournalEntry, 'tookMs' | 'result' | 'notes' | 'error'>> = {},
): JournalEntry {
	const {server} = plan;
	const units = unit ? [unit] : plan.units;
	return {
		at: now,
		event,
		id: unit?.id ?? plan.id,
		plan: plan.id,
		action: plan.action,
		title: unit?.title ?? plan.title,
		who: {user: loginName(), host: hostname(), process: process.pid, role: server.user},
		server: {
			host: server.host,
			port: server.port,
			database: server.database,
			databaseOid: server.databaseOid,
			systemIdentifier: server.systemIdentifier,
			version: server.version,
		},
		target: unit?.target ?? null,
		statements: units.flatMap(({statements, record}) => [...statements, ...record].map(({text}) => text)),
		undo: units.flatMap(({undo}) => undo ?? []),
		...more,
	};
}
