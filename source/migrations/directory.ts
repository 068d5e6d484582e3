import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../postgres/errors.ts';
import {isMigrationName, type MigrationFile, parseMigration} from './formats/dbmate.ts';
import {packMigrations} from './pack.ts';
import type {MigrationSet} from './set.ts';

export function packSet(): MigrationSet {
	return {source: 'pack', directory: null, load: async () => packMigrations};
}

/** The migrations of a folder, in dbmate's format. */
export function directorySet(directory: string): MigrationSet {
	return {
		source: 'directory',
		directory: path.resolve(directory),
		async load(): Promise<readonly MigrationFile[]> {
			const names = await readdir(directory).catch((error: unknown) => {
				throw new UserError(
					`The folder of migrations ${directory} can't be read. Name another with --dir, or use --pack.`,
					{cause: error},
				);
			});
			return Promise.all(
				names
					.filter(isMigrationName)
					.map(async name => parseMigration(name, await readFile(path.join(directory, name)))),
			);
		},
	};
}
