import * as z from 'zod';
import type {Reader} from '../postgres/reader.ts';
import {parseRows, sqlBody, time} from './statement.ts';

/**
As `readRows`, for statements that give a row for every table or index there is: the server sends one row with a JSON list
for each column. As rows, 40,000 of them keep this program busy for more than a second, in which it answers no key.
*/
export async function readColumns<Shape extends z.ZodRawShape>(
	reader: Reader,
	text: string,
	row: z.ZodObject<Shape>,
): Promise<Array<z.output<z.ZodObject<Shape>>>> {
	const names = Object.keys(row.shape);
	// The names are those of our own schema, none of which has a quote in it.
	const lists = names.map(name => `coalesce(json_agg("${name}"), '[]')::text as "${name}"`).join(', ');
	const [answer = {}] = await reader.read(sql =>
		sql.unsafe(`select ${lists} from (${sqlBody(text)}) as facts`),
	);
	const columns = names.map(name => {
		const values = JSON.parse(String(answer[name])) as unknown[];
		return isTime(row.shape[name]) ? values.map(isoTime) : values;
	});
	const rows = (columns[0] ?? []).map((_first, place) => {
		const made: Record<string, unknown> = {};
		for (const [at, name] of names.entries()) made[name] = columns[at]?.[place];
		return made;
	});
	return parseRows(rows, row) as Array<z.output<z.ZodObject<Shape>>>;
}

function isTime(schema: unknown): boolean {
	return schema === time || (schema instanceof z.ZodNullable && schema.unwrap() === time);
}

/** As the connection gives times; infinity is none that could be shown. */
function isoTime(value: unknown): string | null {
	const date = new Date(String(value));
	const year = date.getUTCFullYear();
	return year >= 0 && year <= 9999 ? date.toISOString() : null;
}
