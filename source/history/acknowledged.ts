import {existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type {Acknowledged} from '../domain/findings/finding.ts';
import type {ServerIdentity} from '../domain/snapshot/schema.ts';
import {UserError} from '../postgres/errors.ts';
import {time} from '../queries/statement.ts';
import {loginName} from '../settings/own-user.ts';

const entrySchema = z.object({
	server: z
		.string()
		.describe('System identifier, or host and port where that may not be read; and the database'),
	id: z.string(),
	reason: z.string(),
	by: z.string(),
	until: time,
});
type Entry = z.output<typeof entrySchema>;
const fileSchema = z.array(entrySchema);

/** Acknowledged findings of this host, in a small file shared by all consoles. */
export type Acknowledgements = {
	find(server: ServerIdentity, id: string, now: Date): Acknowledged | undefined;
	/** Why the file could not be read. Then nothing is acknowledged. */
	problem(): string | undefined;
	/** @throws {UserError} if the file can't be written */
	add(server: ServerIdentity, id: string, reason: string, until: Date, now: Date): void;
	/** @throws {UserError} if the file can't be written */
	remove(server: ServerIdentity, id: string, now: Date): void;
};

export function openAcknowledgements(file: string): Acknowledgements {
	let known: {readonly entries: readonly Entry[]; readonly changedAt: number} | undefined;
	let unreadable: UserError | undefined;

	/** Read again only if the file has changed, because findings are judged at every sample. */
	function read(): readonly Entry[] {
		try {
			if (!existsSync(file)) return [];
			const changedAt = statSync(file).mtimeMs;
			unreadable = undefined;
			if (known?.changedAt !== changedAt) {
				known = {entries: z.decode(fileSchema, JSON.parse(readFileSync(file, 'utf8'))), changedAt};
			}
			return known.entries;
		} catch (error) {
			unreadable = new UserError(`What was acknowledged can't be read: mend or remove ${file}.`, {
				cause: error,
			});
			return [];
		}
	}

	/** Replaces the file atomically, so that a console reading it sees the old or the new one. */
	function write(entries: readonly Entry[], now: Date): void {
		const valid = entries.filter(({until}) => until > now);
		const next = `${file}.${process.pid}`;
		try {
			mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
			writeFileSync(next, `${JSON.stringify(z.encode(fileSchema, [...valid]), null, '\t')}\n`, {mode: 0o600});
			renameSync(next, file);
			known = undefined;
		} catch (error) {
			throw new UserError(
				`${file} can't be written, so this is not acknowledged. Free space, or set XDG_STATE_HOME to a folder of yours.`,
				{cause: error},
			);
		}
	}

	/** The other acknowledgements. A file that can't be read must not be overwritten. */
	function others(server: ServerIdentity, id: string): Entry[] {
		const entries = read();
		if (unreadable) throw unreadable;
		return entries.filter(entry => entry.id !== id || entry.server !== serverKey(server));
	}

	return {
		find(server, id, now) {
			const key = serverKey(server);
			const entry = read().find(item => item.id === id && item.server === key && item.until > now);
			return entry && {reason: entry.reason, by: entry.by, until: entry.until};
		},
		problem: () => unreadable?.message,
		add(server, id, reason, until, now) {
			write([...others(server, id), {server: serverKey(server), id, reason, by: loginName(), until}], now);
		},
		remove: (server, id, now) => write(others(server, id), now),
	};
}

function serverKey({systemIdentifier, host, port, database}: ServerIdentity): string {
	return `${systemIdentifier ?? `${host}:${port}`}/${database}`;
}
