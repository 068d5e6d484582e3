import {createHash} from 'node:crypto';
import {readText} from '../parse/file-text.ts';

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
	readonly text: string;
	/** SHA-256 of the whole file, byte for byte. */
	readonly checksum: string;
	readonly up?: Block;
	readonly down?: Block;
	/** Why the file can't be applied, where it can't. */
	readonly problem?: string;
};

const fileNamePattern = /^(\d+)(.*)\.sql$/;
// Go's \s, which is less than JavaScript's.
const marker = /^--[\t\f\r ]*migrate:(up|down)([\t\f\r ]*$|[\t\f\r ]+[^\t\f\r ].*$)/;
/** Meant to be one, most likely: dbmate would read it as a comment, and what follows as part of the block before. */
const nearMarker = /^\s*(?:--\s*)?migrate\s*:\s*(up|down)\b/i;

/** Names that dbmate takes for migrations. Others in the folder are passed over, as dbmate does. */
export function isMigrationName(fileName: string): boolean {
	return fileNamePattern.test(fileName);
}

/** @param content the bytes of the file, or its text */
export function parseMigration(fileName: string, content: Uint8Array | string): MigrationFile {
	const [, version = '', rest = ''] = fileNamePattern.exec(fileName) ?? [];
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	const {text, problem} = readText(bytes);
	const checksum = createHash('sha256').update(bytes).digest('hex');
	const file = {fileName, version, name: rest.replace(/^_/, ''), text, checksum};
	if (problem !== undefined) return {...file, problem};
	const lines = text.split(/\r?\n/);
	const marks = lines.flatMap((line, index) => {
		const match = marker.exec(line);
		return match ? [{index, kind: match[1], options: match[2] ?? ''}] : [];
	});
	const near = lines.findIndex(line => !marker.test(line) && nearMarker.test(line));
	if (near >= 0) {
		const kind = nearMarker.exec(lines[near] ?? '')?.[1]?.toLowerCase();
		return {
			...file,
			problem: `its line ${near + 1} is no marker as it stands: dbmate wants "-- migrate:${kind}" at the very beginning of a line, in small letters, with a blank before options`,
		};
	}
	const [up, down, ...more] = marks;
	if (up?.kind !== 'up') return {...file, problem: 'it has no line "-- migrate:up" before the rest'};
	if (more.length > 0 || down?.kind === 'up') {
		return {...file, problem: 'it has more than one "-- migrate:up" or "-- migrate:down"'};
	}
	if (lines.slice(0, up.index).some(line => !/^\s*(--|$)/.test(line))) {
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
