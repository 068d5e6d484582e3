import files from 'pack:migrations';
import {type MigrationFile, parseMigration} from '../formats/dbmate.ts';

/** The registry database pack, as it was bundled. */
export const packMigrations: readonly MigrationFile[] = files.map(({name, text}) =>
	parseMigration(name, text),
);
