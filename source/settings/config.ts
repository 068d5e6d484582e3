import {existsSync, readFileSync} from 'node:fs';
import * as z from 'zod';
import {UsageError} from '../postgres/errors.ts';
import {requestMappingConfig} from '../queries/requests/request-mapping.ts';
import {oneLine, sanitize} from '../terminal/sanitize.ts';
import {configProblems} from './config-problems.ts';
import {thresholdsSchema} from './thresholds.ts';

const interval = z.number().min(0.5).max(3600);

/** The configuration file. Every key is optional; an unknown key is an error, because it is a typing mistake. */
export const configSchema = z.strictObject({
	intervalSeconds: interval.optional(),
	readOnly: z.boolean().optional(),
	ascii: z.boolean().optional(),
	color: z.boolean().optional(),
	windowHours: z.literal([1, 6, 24]).optional(),
	production: z
		.array(z.string())
		.optional()
		.describe('Words or patterns with * that mark a host, database or service as production'),
	migrations: z.strictObject({directory: z.string()}).optional(),
	replicas: z.array(z.string()).optional().describe('Connections to the other servers of the cluster'),
	unusedDays: z.number().min(1).max(3650).optional(),
	requests: requestMappingConfig.optional(),
	findings: thresholdsSchema.optional(),
});
type Config = z.output<typeof configSchema>;

/**
Reads and checks the configuration.
@param file must exist if --config names it; the default file may be absent
*/
export function readConfig(file: string, named: boolean): Config {
	if (!existsSync(file)) {
		if (named)
			throw new UsageError(`The configuration ${file} does not exist. Check the path after --config.`);
		return {};
	}
	const json = parse(file, read(file));
	const result = configSchema.safeParse(json);
	if (result.success) return result.data;
	const problems = configProblems(result.error, json);
	throw new UsageError(`The configuration ${file} is invalid. ${problems.join(' ')}`);
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
	} catch (error) {
		throw new UsageError(
			`The configuration ${file} can't be read: ${(error as Error).message}. Fix its permissions, or give another file with --config.`,
			{cause: error},
		);
	}
}

function parse(file: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const reason = oneLine(sanitize((error as Error).message));
		throw new UsageError(`The configuration ${file} is not JSON: ${reason}. Fix that line.`, {cause: error});
	}
}

export function parseInterval(text: string): number {
	const result = interval.safeParse(Number(text));
	if (text.trim() !== '' && result.success) return result.data * 1000;
	throw new UsageError(`--interval "${text}" is not a number of seconds from 0.5 to 3600.`);
}
