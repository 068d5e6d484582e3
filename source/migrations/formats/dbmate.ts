/*
dbmate's format (github.com/amacneil/dbmate, pkg/dbmate/migration.go): the version is the digits that the file name
begins with; `-- migrate:up` and `-- migrate:down` begin the two blocks; options follow on the marker's line.
*/

export type Block = {
	readonly text: string;
	/** False where the marker says `transaction:false`. */
	readonly transaction: boolean;
	/** Line of the file on which the text begins, from 1. */
	readonly line: number;
};

export type MigrationFile = {
	readonly fileName: string;
	readonly version: string;
	/** The file name without version, underscores and ending. */
	readonly name: string;
	/** The whole file, as it is stored and hashed. */
	readonly text: string;
	readonly up?: Block;
	readonly down?: Block;
	/** Why the file can't be applied, where it can't. */
	readonly problem?: string;
};

const fileNamePattern = /^(\d+)(.*)\.sql$/;
const marker = /^--\s*migrate:(up|down)(\s*$|\s+\S.*$)/;

/** Names that dbmate takes for migrations. Others in the folder are passed over, as dbmate does. */
export function isMigrationName(fileName: string): boolean {
	return fileNamePattern.test(fileName);
}

export function parseMigration(fileName: string, text: string): MigrationFile {
	const [, version = '', rest = ''] = fileNamePattern.exec(fileName) ?? [];
	const file = {fileName, version, name: rest.replace(/^_/, ''), text};
	const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
	const marks = lines.flatMap((line, index) => {
		const match = marker.exec(line);
		return match ? [{index, kind: match[1], options: match[2] ?? ''}] : [];
	});
	const [up, down, ...more] = marks;
	if (up?.kind !== 'up') return {...file, problem: 'it has no line "-- migrate:up" before the rest'};
	if (more.length > 0 || down?.kind === 'up') {
		return {...file, problem: 'it has more than one "-- migrate:up" or "-- migrate:down"'};
	}
	if (lines.slice(0, up.index).some(line => line.trim() !== '' && !line.startsWith('--'))) {
		return {...file, problem: 'it has statements before "-- migrate:up"'};
	}
	const block = (mark: {index: number; options: string}, end: number): Block => ({
		text: lines.slice(mark.index + 1, end).join('\n'),
		transaction: !/(^|\s)transaction:false(\s|$)/.test(mark.options),
		line: mark.index + 2,
	});
	return {
		...file,
		up: block(up, down?.index ?? lines.length),
		...(down ? {down: block(down, lines.length)} : {problem: 'it has no line "-- migrate:down"'}),
	};
}
