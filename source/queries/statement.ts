import * as z from 'zod';
import type {Reader} from '../postgres/reader.ts';
import {sanitizeDeep} from '../terminal/sanitize.ts';

/** A time: an ISO string in rows and in JSON, a Date in memory. */
export const time = z.codec(z.iso.datetime().meta({id: 'Time'}), z.date(), {
	decode: text => new Date(text),
	encode: date => date.toISOString(),
});

/** The SQL of a file without its header, which is for readers of the source. */
export function sqlBody(text: string): string {
	return text.replace(/^(?:--[^\n]*\n|\s*\n)+/, '').trim();
}

const markedLine = /^(.*\S)[ \t]+-- (since|before) (\d+)$/;
const madeFor = new Map<string, Map<number, string>>();

/**
The statement for a server. A line that ends in `-- since 14` is kept on PostgreSQL 14 and later, one that ends in
`-- before 14` on older servers.
*/
export function forVersion(text: string, versionNumber: number): string {
	const major = Math.floor(versionNumber / 10_000);
	const byMajor = madeFor.get(text) ?? new Map<number, string>();
	madeFor.set(text, byMajor);
	const made = byMajor.get(major) ?? linesFor(text, major);
	byMajor.set(major, made);
	return made;
}

function linesFor(text: string, major: number): string {
	const kept = text.split('\n').flatMap(line => {
		const [, sql, word, version] = markedLine.exec(line) ?? [];
		if (sql === undefined) return [line];
		return major >= Number(version) === (word === 'since') ? [sql] : [];
	});
	return kept.join('\n');
}

/**
Rows of one statement without parameters, checked against their schema. Text comes from whoever may write to the
database: it is made safe to show here, before anything else sees it.
*/
export async function readRows<Schema extends z.ZodType>(
	reader: Reader,
	text: string,
	row: Schema,
): Promise<Array<z.output<Schema>>> {
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(text))), row);
}

/** The one row of a statement that always has one. */
export async function readRow<Schema extends z.ZodType>(
	reader: Reader,
	text: string,
	row: Schema,
): Promise<z.output<Schema>> {
	const [first] = await readRows(reader, text, row);
	if (first === undefined) throw new Error('A statement that gives one row gave none.');
	return first;
}

/** As `readRows`, for rows that a statement with parameters or identifiers of its own has brought. */
export function parseRows<Schema extends z.ZodType>(
	rows: readonly unknown[],
	row: Schema,
): Array<z.output<Schema>> {
	return parseRawRows(rows.map(sanitizeDeep), row);
}

/** Text as it is, for what is sent back to the server or kept to restore it. Not for the screen. */
export function parseRawRows<Schema extends z.ZodType>(
	rows: readonly unknown[],
	row: Schema,
): Array<z.output<Schema>> {
	const result = z.array(row).safeParse(rows);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	throw new Error(
		`The server's answer is not of the expected form: ${issue?.path.slice(1).join('.') || 'row'}: ${issue?.message ?? 'unknown'}.`,
	);
}
