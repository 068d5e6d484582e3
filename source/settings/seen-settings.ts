import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const look = z.object({at: z.iso.datetime(), values: z.record(z.string(), z.string())});
const file = z.object({version: z.literal(1), servers: z.record(z.string(), look)});
type SeenFile = z.infer<typeof file>;

export type Look = {readonly at: Date; readonly values: ReadonlyMap<string, string>};

/** Servers remembered at most, those looked at last: the file stays small. */
const mostServers = 200;

/** What may hold a secret is remembered by its fingerprint: that it changed can be told, and not what it was. */
const secret = /conninfo|password|passphrase|secret|command$|_key$|krb/i;
const mark = 'sha256:';

export function remembered(name: string, value: string): string {
	return secret.test(name) ? `${mark}${createHash('sha256').update(value).digest('hex')}` : value;
}

/** What was seen, for the screen. */
export function recalled(value: string): string {
	return value.startsWith(mark) ? 'another value (not kept)' : value;
}

/** The settings of each server as they were when somebody last looked at them from this host. */
export function openSeenSettings(filename: string) {
	function read(): SeenFile {
		try {
			return file.parse(JSON.parse(readFileSync(filename, 'utf8')));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {version: 1, servers: {}};
			throw error;
		}
	}
	return {
		/** @returns undefined where there was none yet; throws where the file can't be read */
		last(server: string): Look | undefined {
			const known = read().servers[server];
			return known && {at: new Date(known.at), values: new Map(Object.entries(known.values))};
		},

		/** Replaces the file as a whole: two consoles that write at once leave one of both, never a torn one. */
		note(server: string, values: ReadonlyMap<string, string>, at: Date): void {
			const {servers} = read();
			servers[server] = {at: at.toISOString(), values: Object.fromEntries(values)};
			const kept = Object.entries(servers)
				.sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))
				.slice(0, mostServers);
			mkdirSync(path.dirname(filename), {recursive: true, mode: 0o700});
			const draft = `${filename}.${process.pid}`;
			writeFileSync(draft, `${JSON.stringify({version: 1, servers: Object.fromEntries(kept)})}\n`, {
				mode: 0o600,
			});
			renameSync(draft, filename);
		},
	};
}
export type SeenSettings = ReturnType<typeof openSeenSettings>;
