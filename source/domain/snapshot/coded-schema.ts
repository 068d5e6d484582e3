import * as z from 'zod';
import type {Facts} from '../../format/coded.ts';

const fact = z.union([
	z.string(),
	z.number(),
	z.boolean(),
	z.null(),
	z.array(z.string()),
	z.array(z.number()),
]);

// As Facts has them: its arrays are read-only, and the JSON schema does not say so.
export const factsSchema = (z.record(z.string(), fact) as unknown as z.ZodType<Facts, Facts>).describe(
	'The values in the sentence',
);

/** A coded value in JSON: the codes are those of the words of a topic. */
export function codedSchema<const Table extends Readonly<Record<string, unknown>>>(words: Table) {
	return z.object({
		code: z
			.enum(Object.keys(words) as [keyof Table & string, ...Array<keyof Table & string>])
			.describe('Stable: programs read this'),
		facts: factsSchema,
		text: z.string().describe('For people: may be worded otherwise in any version'),
	});
}

/** A coded value where the codes are those of many topics, as in a plan. */
export const anyCoded = z.object({
	code: z.string().describe('Stable: programs read this'),
	facts: factsSchema,
	text: z.string().describe('For people: may be worded otherwise in any version'),
});
