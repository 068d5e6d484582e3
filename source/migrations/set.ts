import type {MigrationFile} from './formats/dbmate.ts';

/** Where migrations come from: the pack inside the program, or a folder of dbmate's format. */
export type MigrationSet = {
	readonly source: 'pack' | 'directory';
	readonly directory: string | null;
	/** Read anew each time: the folder may change under a running console. */
	load(): Promise<readonly MigrationFile[]>;
	/** What ends in .sql there and is no migration by its name, or no file: most likely meant to be one. */
	passedOver(): Promise<readonly string[]>;
};
