import {readFileSync} from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import {expect} from 'vitest';
import * as z from 'zod';

/** A schema among the documents, which is written from one in the source (npm run docs). */
export function documented(name: string) {
	const file = path.resolve(import.meta.dirname, '../../docs', name);
	return {
		/** Fails where the document says something else. */
		async isOf(schema: z.ZodType): Promise<void> {
			const text = `${JSON.stringify(z.toJSONSchema(schema, {io: 'input'}), null, '\t')}\n`;
			await expect(text).toMatchFileSnapshot(file);
		},
		/** By a validator that is none of ours. */
		validator(options: {allowUnionTypes?: boolean} = {}) {
			const ajv = new Ajv2020.default({
				...options,
				formats: {'date-time': text => !Number.isNaN(Date.parse(text))},
			});
			return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
		},
	};
}
