import type {Dirent} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../postgres/errors.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {isMigrationName, type MigrationFile, parseMigration} from './formats/dbmate.ts';

/** Where migrations come from: the registry pack, or a folder in dbmate's format. */
export type MigrationSet = {
	readonly source: 'pack' | 'directory';
	readonly directory: string | null;
	/** Reads the files again each time, since the folder may change. */
	load(): Promise<readonly MigrationFile[]>;
	/** Entries ending in .sql that are not migrations by name, or not files. Most likely they were meant to be. */
	skipped(): Promise<readonly string[]>;
};

/** The registry pack. Its files are loaded on demand, since most sessions never need them. */
export function packSet(): MigrationSet {
	return {
		source: 'pack',
		directory: null,
		load: async () => (await import('./pack/pack.ts')).packMigrations,
		skipped: async () => [],
	};
}

/** The migrations of a folder, in dbmate's format. */
export function directorySet(directory: string): MigrationSet {
	return {
		source: 'directory',
		directory: path.resolve(directory),
		async load(): Promise<readonly MigrationFile[]> {
			const entries = await entriesOf(directory);
			return Promise.all(
				entries
					.filter(isMigration)
					.map(async ({name}) => parseMigration(name, await contentOf(path.join(directory, name)))),
			);
		},
		async skipped() {
			const entries = await entriesOf(directory);
			return entries
				.filter(entry => /\.sql$/i.test(entry.name) && !isMigration(entry))
				.map(({name}) => name)
				.sort();
		},
	};
}

/** dbmate skips folders too, whatever their names. */
function isMigration(entry: Dirent): boolean {
	return isMigrationName(entry.name) && !entry.isDirectory();
}

function entriesOf(directory: string): Promise<Dirent[]> {
	return readdir(directory, {withFileTypes: true}).catch((error: unknown) => {
		throw new UserError(
			`The migration folder ${sanitize(directory)} cannot be read. Name another with --dir, or use --pack.`,
			{cause: error},
		);
	});
}

async function contentOf(file: string): Promise<Uint8Array> {
	try {
		// Reading a pipe or a device might never end.
		if (!(await stat(file)).isFile()) throw new Error('not a regular file');
		return await readFile(file);
	} catch (error) {
		throw new UserError(
			`The migration ${sanitize(file)} cannot be read: ${reason(error as NodeJS.ErrnoException)}. Repair it, or remove it from the folder.`,
			{cause: error},
		);
	}
}

function reason({code, message}: NodeJS.ErrnoException): string {
	switch (code) {
		// The entry exists, so its target does not.
		case 'ENOENT':
			return 'it links to a file that does not exist';
		case 'ELOOP':
			return 'it links back to itself';
		case 'EACCES':
			return 'permission denied';
		default:
			return sanitize(message);
	}
}
