import {setImmediate as nextTurn} from 'node:timers/promises';
import * as z from 'zod';
import type {Reader} from '../postgres/reader.ts';
import {sanitizeDeep} from '../terminal/sanitize.ts';
import {sqlBody, time} from './statement.ts';

const manyRows = 5000;

/**
As `readRows`, for statements that give a row for every table or index there is: the server sends one row with a JSON list
for each column, and each list is checked as a whole. As rows, 40,000 of them keep this program busy for more than a
second, in which it answers no key.
*/
export async function readColumns<Shape extends z.ZodRawShape>(
	reader: Reader,
	text: string,
	row: z.ZodObject<Shape>,
	parameters: readonly (string | null)[] = [],
): Promise<Array<z.output<z.ZodObject<Shape>>>> {
	const names = Object.keys(row.shape);
	// The names are those of our own schema, none of which has a quote in it.
	const lists = names.map(name => `coalesce(json_agg("${name}"), '[]')::text as "${name}"`).join(', ');
	const [answer = {}] = await reader.read(sql =>
		sql.unsafe(`select ${lists} from (${sqlBody(text)}) as facts`, [...parameters]),
	);
	const columns: Array<readonly unknown[]> = [];
	for (const name of names) {
		const column = checked(name, JSON.parse(String(answer[name])), row.shape[name]);
		columns.push(column);
		// A key that is pressed meanwhile, or an answer with the vital signs, does not wait for all of them.
		if (column.length > manyRows) await nextTurn();
	}
	const rows = (columns[0] ?? []).map(emptyRows(names));
	for (const [at, name] of names.entries()) {
		const values = columns[at] ?? [];
		for (const [place, row] of rows.entries()) row[name] = values[place];
	}
	return rows as Array<z.output<z.ZodObject<Shape>>>;
}

/**
Rows that are filled afterwards. Copies of one that has all members: an object that gets more than a dozen of them by
names that are only known at run time becomes a hash table to V8, three times as large and many times as slow to copy.
*/
function emptyRows(names: readonly string[]): () => Record<string, unknown> {
	const whole = JSON.parse(`{${names.map(name => `"${name}":null`).join()}}`);
	return () => ({...whole});
}

function checked(name: string, sent: unknown[], schema: z.core.$ZodType | undefined): readonly unknown[] {
	const values = isTime(schema) ? sent.map(isoTime) : sent.map(sanitizeDeep);
	const isPlain = plainCheck(schema);
	if (isPlain && values.every(isPlain)) return values;
	const result = z.array((schema ?? z.never()) as z.ZodType).safeParse(values);
	if (result.success) return result.data;
	const problem = result.error.issues[0]?.message ?? 'unknown';
	throw new Error(`The server's answer is not of the expected form: ${name}: ${problem}.`);
}

/** A JavaScript type check instead of a schema, which takes ten times as long: there may be a million values. */
function plainCheck(schema: unknown): ((value: unknown) => boolean) | undefined {
	if (schema instanceof z.ZodNullable) {
		const isPlain = plainCheck(schema.unwrap());
		return isPlain && (value => value === null || isPlain(value));
	}
	if (schema instanceof z.ZodBoolean) return value => typeof value === 'boolean';
	if (!(schema instanceof z.ZodNumber || schema instanceof z.ZodString)) return undefined;
	if (schema.def.checks?.length) return undefined;
	if (schema instanceof z.ZodString) return schema.format ? undefined : value => typeof value === 'string';
	return schema.format === 'safeint' ? Number.isSafeInteger : schema.format ? undefined : Number.isFinite;
}

function isTime(schema: unknown): boolean {
	return schema === time || (schema instanceof z.ZodNullable && schema.unwrap() === time);
}

/** As the connection gives times; infinity is none that could be shown. */
function isoTime(value: unknown): string | null {
	if (value === null) return null;
	const date = new Date(String(value));
	const year = date.getUTCFullYear();
	return year >= 0 && year <= 9999 ? date.toISOString() : null;
}
