import * as z from 'zod';

const missingRow = z.object({
	kind: z.string().describe('index, column, constraint, function and so on'),
	name: z.string(),
	table: z.string().nullable().describe('That it is part of'),
	tableBytes: z.number().nullable().describe('Null where there is no table, or someone has it locked'),
	lock: z.string().nullable().describe('That building it takes on its table; null where it is not built'),
	state: z.enum(['missing', 'invalid', 'different', 'left out', 'no ANALYZE recorded', 'leftover']),
	note: z.string().nullable().describe('What is otherwise, or why it is left out'),
});
export type MissingRow = z.output<typeof missingRow>;

export const missingSchema = z.object({
	checkedAt: z.codec(z.iso.datetime(), z.date(), {
		decode: text => new Date(text),
		encode: date => date.toISOString(),
	}),
	rows: z.array(missingRow).describe('What the registry pack has and this database lacks'),
});
export type Missing = z.output<typeof missingSchema>;
