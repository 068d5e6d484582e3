import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const view = z.object({at: z.iso.datetime(), values: z.record(z.string(), z.string())});
const file = z.object({version: z.literal(1), servers: z.record(z.string(), view)});
type SeenFile = z.infer<typeof file>;

/** The parameters as shown when the pane was last viewed. */
export type SettingsView = {readonly at: Date; readonly values: ReadonlyMap<string, string>};

/** The last viewed servers to remember: keeps the file small. */
const mostServers = 200;

/** A value that may hold a secret is stored as a hash: it shows that the value changed, not what it was. */
const secret = /conninfo|password|passphrase|secret|command$|_key$|krb/i;
const mark = 'sha256:';

export function remembered(name: string, value: string): string {
	return secret.test(name) ? `${mark}${createHash('sha256').update(value).digest('hex')}` : value;
}

/** A stored value, for the screen. */
export function recalled(value: string): string {
	return value.startsWith(mark) ? 'another value (not kept)' : value;
}

/** The parameters of each server as of the last view on this host. */
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
		/** @returns undefined without a view so far; throws if the file can't be read */
		last(server: string): SettingsView | undefined {
			const known = read().servers[server];
			return known && {at: new Date(known.at), values: new Map(Object.entries(known.values))};
		},

		/** Replaces the whole file: of two consoles that write at once, one wins, and the file stays intact. */
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
