import * as z from 'zod';
import columnsSql from '../../../sql/queries/requests/relation-columns.sql';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {parseRows, sqlBody} from '../statement.ts';

const identifier = z
	.string()
	.min(1)
	.max(63)
	// The driver takes a dot in a name for the border between schema and name.
	.regex(/^[^.]*$/);

/** How the configuration names a request log of one's own: the relation, and which column holds what. */
export const requestMappingConfig = z.strictObject({
	relation: z
		.string()
		.regex(/^[^".]+(\.[^".]+)?$/)
		.describe('schema.name, or a name on the search path; without quotes'),
	columns: z.strictObject({
		time: identifier,
		duration: identifier,
		status: identifier
			.optional()
			.describe('An HTTP-like number, or a boolean that says whether it went well'),
		tenant: identifier.optional(),
		user: identifier.optional(),
		path: identifier.optional(),
	}),
	durationUnit: z.enum(['s', 'ms', 'us']).default('ms'),
	errorFrom: z.number().default(400).describe('The lowest status that counts as an error'),
});
export type RequestMappingConfig = z.infer<typeof requestMappingConfig>;

/** A mapping that fits the live catalog. */
export type RequestMapping = Omit<RequestMappingConfig, 'relation'> & {
	relation: {schema: string; name: string};
	statusIsSuccess: boolean;
	durationIsInterval: boolean;
};

const columnRow = z.object({
	schema: z.string(),
	relation: z.string(),
	column: z.string(),
	type: z.string(),
	category: z.string(),
	readable: z.boolean(),
});

type Need = {categories: string; types?: readonly string[]; not?: RegExp; what: string};

/** Numbers by category, and none that can be compared with others. */
const noNumbers = /^(money|oid|reg.*)$/;

// Categories of pg_type.typcategory: N numeric, T timespan, B boolean, D date and time.
const needs: Partial<Record<keyof RequestMappingConfig['columns'], Need>> = {
	time: {categories: 'D', types: ['timestamptz', 'timestamp'], what: 'a timestamp'},
	duration: {categories: 'NT', not: noNumbers, what: 'a number or an interval'},
	status: {categories: 'NB', not: noNumbers, what: 'a number or a boolean'},
};

function fits({categories, types, not}: Need, {type, category}: z.infer<typeof columnRow>): boolean {
	return (types?.includes(type) ?? categories.includes(category)) && !not?.test(type);
}

/**
The mapping checked against the catalog: the relation exists, each column exists, may be read and has a fitting type.
@returns the mapping, or what does not fit in one sentence each
*/
export async function checkRequestMapping(
	reader: Reader,
	config: RequestMappingConfig,
): Promise<{mapping: RequestMapping} | {problems: readonly string[]}> {
	const [first = '', second] = config.relation.split('.');
	const [schema, name] = second === undefined ? [null, first] : [first, second];
	let answer: readonly unknown[];
	try {
		answer = await reader.read(sql => sql.unsafe(sqlBody(columnsSql), [schema, name]));
	} catch (error) {
		// Only looking into a schema takes a right here: all the rest are catalogs.
		const {code, message} = toServerError(error);
		if (code !== '42501') throw error;
		return {problems: [`requests.relation "${config.relation}" may not be read by this role: ${message}`]};
	}
	const rows = parseRows(answer, columnRow);
	const [found] = rows;
	if (!found) {
		return {
			problems: [`requests.relation "${config.relation}" does not exist, or is not on the search path`],
		};
	}
	const byName = new Map(rows.map(row => [row.column, row]));
	const checked = z
		.record(z.string(), z.string())
		.superRefine((columns, context) => {
			for (const [role, column] of Object.entries(columns)) {
				const row = byName.get(column);
				const need = needs[role as keyof typeof needs];
				const path = [role];
				if (!row) {
					context.addIssue({
						code: 'custom',
						path,
						message: `"${column}" is not a column of ${config.relation}`,
					});
				} else if (!row.readable) {
					context.addIssue({code: 'custom', path, message: `"${column}" may not be read by this role`});
				} else if (need && !fits(need, row)) {
					context.addIssue({code: 'custom', path, message: `"${column}" is ${row.type}, not ${need.what}`});
				}
			}
		})
		.safeParse(config.columns);
	if (!checked.success) {
		return {
			problems: checked.error.issues.map(
				issue => `requests.columns.${issue.path.join('.')}: ${issue.message}`,
			),
		};
	}
	return {
		mapping: {
			...config,
			relation: {schema: found.schema, name: found.relation},
			statusIsSuccess: byName.get(config.columns.status ?? '')?.category === 'B',
			durationIsInterval: byName.get(config.columns.duration)?.category === 'T',
		},
	};
}
