import * as z from 'zod';
import {packWords} from '../../migrations/pack/words.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';

const missingRow = z.object({
	kind: z.string().describe('index, column, constraint, function and so on'),
	name: z.string(),
	table: z.string().nullable().describe('The table it belongs to'),
	tableBytes: z.number().nullable().describe('Null without a table, or while it is locked'),
	lock: z.string().nullable().describe('The lock on its table while it is built; null if it is not built'),
	state: z
		.enum(['missing', 'invalid', 'different', 'skipped', 'not-analyzed', 'leftover'])
		.describe('skipped: missing, and not built here. not-analyzed: no ANALYZE is recorded'),
	note: codedSchema(packWords).nullable().describe('How it differs, or why it is skipped'),
});
export type MissingRow = z.output<typeof missingRow>;

export const missingSchema = z.object({
	checkedAt: z.codec(z.iso.datetime(), z.date(), {
		decode: text => new Date(text),
		encode: date => date.toISOString(),
	}),
	rows: z.array(missingRow).describe('Objects of the registry pack that are missing or different'),
});
export type Missing = z.output<typeof missingSchema>;
