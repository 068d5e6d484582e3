import type {Dirent} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../postgres/errors.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {isMigrationName, type MigrationFile, parseMigration} from './formats/dbmate.ts';

/** Where migrations come from: the pack inside the program, or a folder of dbmate's format. */
export type MigrationSet = {
	readonly source: 'pack' | 'directory';
	readonly directory: string | null;
	/** Read anew each time: the folder may change under a running console. */
	load(): Promise<readonly MigrationFile[]>;
	/** What ends in .sql there and is no migration by its name, or no file: most likely meant to be one. */
	passedOver(): Promise<readonly string[]>;
};

/** The registry pack. Its files are loaded when they are asked for: most consoles never do. */
export function packSet(): MigrationSet {
	return {
		source: 'pack',
		directory: null,
		load: async () => (await import('./pack/pack.ts')).packMigrations,
		passedOver: async () => [],
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
		async passedOver() {
			const entries = await entriesOf(directory);
			return entries
				.filter(entry => /\.sql$/i.test(entry.name) && !isMigration(entry))
				.map(({name}) => name)
				.sort();
		},
	};
}

/** A folder is none, whatever its name: dbmate passes it over too. */
function isMigration(entry: Dirent): boolean {
	return isMigrationName(entry.name) && !entry.isDirectory();
}

function entriesOf(directory: string): Promise<Dirent[]> {
	return readdir(directory, {withFileTypes: true}).catch((error: unknown) => {
		throw new UserError(
			`The folder of migrations ${sanitize(directory)} can't be read. Name another with --dir, or use --pack.`,
			{cause: error},
		);
	});
}

async function contentOf(file: string): Promise<Uint8Array> {
	try {
		// A pipe or a device would never come to its end.
		if (!(await stat(file)).isFile()) throw new Error('it is not a file');
		return await readFile(file);
	} catch (error) {
		throw new UserError(
			`The migration ${sanitize(file)} can't be read: ${reason(error as NodeJS.ErrnoException)}. Mend it, or take it out of the folder.`,
			{cause: error},
		);
	}
}

function reason({code, message}: NodeJS.ErrnoException): string {
	switch (code) {
		// It stands in the folder: what is not there is what it points to.
		case 'ENOENT':
			return 'it is a link to a file that is not there';
		case 'ELOOP':
			return 'it is a link that leads back to itself';
		case 'EACCES':
			return 'your user may not';
		default:
			return sanitize(message);
	}
}
