import * as z from 'zod';

const fact = z.union([
	z.string(),
	z.number(),
	z.boolean(),
	z.null(),
	z.array(z.string()),
	z.array(z.number()),
]);

export const factsSchema = z.record(z.string(), fact).describe('The values in the sentence');

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
