import {existsSync, readFileSync} from 'node:fs';
import * as z from 'zod';
import {UsageError} from '../postgres/errors.ts';
import {requestMappingConfig} from '../queries/request-mapping.ts';

const interval = z.number().min(0.5, 'at least 0.5').max(3600, 'at most 3600');

/** The configuration file. Every key is optional; one that is not known is an error, since it is a typing mistake. */
export const configSchema = z.strictObject({
	intervalSeconds: interval.optional(),
	readOnly: z.boolean().optional(),
	ascii: z.boolean().optional(),
	color: z.boolean().optional(),
	windowHours: z.union([z.literal(1), z.literal(6), z.literal(24)]).optional(),
	production: z
		.array(z.string())
		.optional()
		.describe('Words or patterns with * that mark a host, database or service as production'),
	migrations: z.strictObject({directory: z.string()}).optional(),
	requests: requestMappingConfig.optional(),
});
export type Config = z.output<typeof configSchema>;

/**
Reads and checks the configuration.
@param file named by --config, then it has to be there; else the default place, where it may be absent
*/
export function readConfig(file: string, named: boolean): Config {
	if (!existsSync(file)) {
		if (named)
			throw new UsageError(`The configuration ${file} does not exist. Check the path after --config.`);
		return {};
	}
	let json: unknown;
	try {
		json = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw new UsageError(
			`The configuration ${file} is not JSON: ${(error as Error).message}. Mend that line.`,
			{
				cause: error,
			},
		);
	}
	const result = configSchema.safeParse(json);
	if (result.success) return result.data;
	const problems = result.error.issues.map(({path, message}) => `${path.join('.') || 'it'}: ${message}`);
	throw new UsageError(`The configuration ${file} does not fit. ${problems.join('. ')}.`);
}

export function parseInterval(text: string): number {
	const result = interval.safeParse(Number(text));
	if (text.trim() !== '' && result.success) return result.data * 1000;
	throw new UsageError(`--interval "${text}" is not a number of seconds from 0.5 to 3600.`);
}
