import type * as z from 'zod';
import {oneLine, sanitize} from '../terminal/sanitize.ts';
import {truncate} from '../terminal/width.ts';
import {thresholdsSchema} from './thresholds.ts';

const column = 'the name of a column without a dot; create a view for one with a dot';

/** The expected value of each key of the file, by its path. */
export const wanted: Readonly<Record<string, string>> = {
	intervalSeconds: 'a number of seconds from 0.5 to 3600',
	readOnly: 'true or false',
	ascii: 'true or false',
	color: 'true or false',
	windowHours: '1, 6 or 24',
	production: 'a list of names or patterns, such as ["prod", "*.example.org"]',
	migrations: 'an object with the key directory',
	'migrations.directory': 'the path of a directory, in quotes',
	replicas:
		'a list of connections to the other nodes of the cluster, such as ["host=db2", "postgres://db3:5433"]',
	unusedDays: 'a number of days from 1 to 3650',
	requests: 'an object with the keys relation and columns',
	'requests.relation':
		'the name of a table or view, as name or schema.name, without quotes; case is preserved',
	'requests.columns': 'an object with at least the keys time and duration',
	'requests.columns.time': column,
	'requests.columns.duration': column,
	'requests.columns.status': column,
	'requests.columns.tenant': column,
	'requests.columns.user': column,
	'requests.columns.path': column,
	'requests.durationUnit': '"s", "ms" or "us"',
	'requests.errorFrom': 'a number',
	findings: 'an object with thresholds',
	...Object.fromEntries(Object.keys(thresholdsSchema.shape).map(key => [`findings.${key}`, amountOf(key)])),
};

/** The name of a threshold ends in its unit. */
function amountOf(threshold: string): string {
	if (threshold.includes('Percent')) return 'a number from 0 to 100';
	if (threshold.includes('Seconds')) return 'a number of seconds';
	return threshold.includes('Bytes') ? 'a number of bytes' : 'a number of 1 or more';
}

/** The problems of a file as sentences: the key, the value found, the value expected. */
export function configProblems({issues}: z.ZodError, config: unknown): string[] {
	return issues.flatMap(issue => {
		const path = issue.path.join('.');
		if (issue.code === 'unrecognized_keys') {
			const keys = keysOf(path);
			return issue.keys.map(
				key =>
					`${shown(path === '' ? key : `${path}.${key}`)} is not a known key. Known keys are ${keys.join(', ')}.`,
			);
		}
		const found = valueAt(config, issue.path);
		if (path === '') return [`It contains ${kindOf(found)}. It must be an object in braces.`];
		// A list has one key in the table, and the problem may be in an item.
		const want = wanted[path] ?? wanted[path.replace(/\.\d+$/, '')] ?? issue.message;
		return [
			found === undefined
				? `${shown(path)} is missing. It must be ${want}.`
				: `${shown(path)} is ${shown(JSON.stringify(found))}. It must be ${want}.`,
		];
	});
}

function keysOf(path: string): string[] {
	const start = path === '' ? '' : `${path}.`;
	return Object.keys(wanted).flatMap(key => {
		const rest = key.startsWith(start) ? key.slice(start.length) : '';
		return rest === '' || rest.includes('.') ? [] : [rest];
	});
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function kindOf(value: unknown): string {
	return Array.isArray(value) ? 'a list' : shown(JSON.stringify(value));
}

function shown(text: string): string {
	return truncate(oneLine(sanitize(text)), 60);
}
