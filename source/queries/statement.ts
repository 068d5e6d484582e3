import * as z from 'zod';
import type {Reader} from '../postgres/reader.ts';
import {sanitiseDeep} from '../terminal/sanitise.ts';

/** A time: an ISO string in rows and in JSON, a Date in memory. */
export const time = z.codec(z.iso.datetime().meta({id: 'Time'}), z.date(), {
	decode: text => new Date(text),
	encode: date => date.toISOString(),
});

/** The SQL of a file without its header, which is for readers of the source. */
export function sqlBody(text: string): string {
	return text.replace(/^(?:--[^\n]*\n|\s*\n)+/, '').trim();
}

/** The statement for a server: the newest variant that its version knows. Keys are major versions. */
export function forVersion(variants: Readonly<Record<number, string>>, versionNumber: number): string {
	const major = Math.floor(versionNumber / 10_000);
	const fitting = Object.keys(variants)
		.map(Number)
		.filter(since => since <= major);
	const text = variants[Math.max(...fitting)];
	if (text === undefined) throw new Error(`No variant of the statement knows PostgreSQL ${major}.`);
	return text;
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
	return parseRawRows(rows.map(sanitiseDeep), row);
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
