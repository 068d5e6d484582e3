import files from 'pack:migrations';
import {type MigrationFile, parseMigration} from '../formats/dbmate.ts';

/** The bundled registry pack. */
export const packMigrations: readonly MigrationFile[] = files.map(({name, text}) =>
	parseMigration(name, text),
);
