import {createHash} from 'node:crypto';
import {readText} from '../parse/file-text.ts';
import {type Problem, problem} from '../words.ts';

/*
dbmate's format (github.com/amacneil/dbmate, pkg/dbmate/migration.go): the digits at the start of the file name are the
version; `-- migrate:up` and `-- migrate:down` begin the two blocks; options follow on the line of the marker.
*/

export type Block = {
	readonly text: string;
	/** False if the marker says `transaction:false`. */
	readonly transaction: boolean;
	/** Line of the file where the text begins, from 1. */
	readonly line: number;
};

export type MigrationFile = {
	readonly fileName: string;
	readonly version: string;
	/** The file name without version, underscore and extension. */
	readonly name: string;
	readonly text: string;
	/** SHA-256 of the whole file. */
	readonly checksum: string;
	readonly up?: Block;
	readonly down?: Block;
	/** Why the file can't be applied. */
	readonly problem?: Problem;
};

const fileNamePattern = /^(\d+)(.*)\.sql$/;
// Go's \s matches fewer characters than JavaScript's.
const marker = /^--[\t\f\r ]*migrate:(up|down)([\t\f\r ]*$|[\t\f\r ]+[^\t\f\r ].*$)/;
/** Most likely meant as a marker: dbmate would read it as a comment, and the rest as part of the block before. */
const nearMarker = /^\s*(?:--\s*)?migrate\s*:\s*(up|down)\b/i;

/** Whether dbmate takes a file of this name for a migration. It skips all others in the folder. */
export function isMigrationName(fileName: string): boolean {
	return fileNamePattern.test(fileName);
}

/** @param content the bytes of the file, or its text */
export function parseMigration(fileName: string, content: Uint8Array | string): MigrationFile {
	const [, version = '', rest = ''] = fileNamePattern.exec(fileName) ?? [];
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	const {text, problem: unreadable} = readText(bytes);
	const checksum = createHash('sha256').update(bytes).digest('hex');
	const file = {fileName, version, name: rest.replace(/^_/, ''), text, checksum};
	if (unreadable !== undefined) return {...file, problem: unreadable};
	const lines = text.split(/\r?\n/);
	const marks = lines.flatMap((line, index) => {
		const match = marker.exec(line);
		return match ? [{index, kind: match[1], options: match[2] ?? ''}] : [];
	});
	const near = lines.findIndex(line => !marker.test(line) && nearMarker.test(line));
	if (near >= 0) {
		const kind = nearMarker.exec(lines[near] ?? '')?.[1]?.toLowerCase() ?? '';
		return {...file, problem: problem('malformed-marker', {line: near + 1, kind})};
	}
	const [up, down, ...more] = marks;
	if (up?.kind !== 'up') return {...file, problem: problem('no-up-marker')};
	if (more.length > 0 || down?.kind === 'up') {
		return {...file, problem: problem('repeated-marker')};
	}
	if (lines.slice(0, up.index).some(line => !/^\s*(--|$)/.test(line))) {
		return {...file, problem: problem('statement-before-up')};
	}
	const block = (mark: {index: number; options: string}, end: number): Block => ({
		text: lines.slice(mark.index + 1, end).join('\n'),
		transaction: !/(^|\s)transaction:false(\s|$)/.test(mark.options),
		line: mark.index + 2,
	});
	return {
		...file,
		up: block(up, down?.index ?? lines.length),
		...(down ? {down: block(down, lines.length)} : {problem: problem('no-down-marker')}),
	};
}

/** dbmate's own order: by file name. */
export function inOrder(files: readonly MigrationFile[]): MigrationFile[] {
	return files.toSorted((a, b) => (a.fileName < b.fileName ? -1 : a.fileName > b.fileName ? 1 : 0));
}
