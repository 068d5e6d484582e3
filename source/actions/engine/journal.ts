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
	/** For a unit, the plan's id, a dot and its number. For a declined plan, the plan's id. */
	id: z.string(),
	plan: z.string(),
	/** Any action, so that entries of other versions of pgdeck are kept. */
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
What was done, by whom, where and with which result: one JSON object per line, in a file that only its owner can read.
Each line is on disk before the call returns, so that a statement is recorded even if the machine crashes during it.
*/
export type Journal = {
	readonly file: string;
	/** @throws {UserError} if it can't be written; then nothing may run */
	append(entry: JournalEntry): void;
	read(): readonly JournalEntry[];
};

/** The most that other consoles may append between a write and its verification. */
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
					// A single write, so that lines of two consoles do not mix.
					const line = `${JSON.stringify(z.encode(journalEntry, entry))}\n`;
					writeWhole(descriptor, isTorn(descriptor) ? `\n${line}` : line);
					fsyncSync(descriptor);
				} finally {
					closeSync(descriptor);
				}
				if (isNew) syncFolder(path.dirname(file));
			} catch (error) {
				throw new UserError(
					`The journal ${file} can't be written, so nothing more is run. Free space, or set XDG_STATE_HOME to a directory of yours.`,
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
Writes the line and reads it back, because a nearly full disk takes part of it without an error.
@throws {Error} if the file does not have all of it
*/
function writeWhole(descriptor: number, text: string): void {
	const bytes = Buffer.from(text);
	let written = 0;
	while (written < bytes.length) {
		const taken = writeSync(descriptor, bytes, written);
		if (taken === 0) throw new Error(`${written} of ${bytes.length} bytes were written`);
		written += taken;
	}
	// Another console may have appended a line since then, so the search starts before the end.
	const {size} = fstatSync(descriptor);
	const found = Buffer.alloc(Math.min(size, bytes.length + readBackBytes));
	readSync(descriptor, found, 0, found.length, size - found.length);
	if (!found.includes(bytes)) throw new Error('the file does not hold what was written');
}

/** Syncs the folder, because a new file may otherwise be lost with its folder entry. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** @throws {UserError} if it exists but can't be read, so that unknown entries do not pass for none */
function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') return '';
		const reason =
			code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : message;
		throw new UserError(
			`The journal ${file} can't be read: ${reason}. Repair it or move it away, or set XDG_STATE_HOME to a directory of yours.`,
			{cause: error},
		);
	}
}

/** The last line is incomplete: the next one must not become part of it. */
function isTorn(descriptor: number): boolean {
	const {size} = fstatSync(descriptor);
	const last = Buffer.alloc(1);
	return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 10;
}

/** Skips an incomplete line, from a full disk or a power failure. */
function parseLine(line: string): JournalEntry | undefined {
	if (line.trim() === '') return undefined;
	try {
		const result = journalEntry.safeParse(JSON.parse(line));
		return result.success ? result.data : undefined;
	} catch {
		return undefined;
	}
}

/** The entry for a unit of a plan, or for the whole plan if it was declined. */
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
