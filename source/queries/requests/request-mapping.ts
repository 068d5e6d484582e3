import * as z from 'zod';
import columnsSql from '../../../sql/queries/requests/relation-columns.sql';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {parseRows, sqlBody} from '../statement.ts';

const identifier = z
	.string()
	.min(1)
	.max(63)
	// The driver reads a dot in a name as the separator of schema and name.
	.regex(/^[^.]*$/);

/** The mapping of an application's request log in the configuration: the relation and its columns. */
export const requestMappingConfig = z.strictObject({
	relation: z
		.string()
		.regex(/^[^".]+(\.[^".]+)?$/)
		.describe('schema.name, or a name in the search_path; without quotes'),
	columns: z.strictObject({
		time: identifier,
		duration: identifier,
		status: identifier.optional().describe('An HTTP-like number, or a boolean that is true for success'),
		tenant: identifier.optional(),
		user: identifier.optional(),
		path: identifier.optional(),
	}),
	durationUnit: z.enum(['s', 'ms', 'us']).default('ms'),
	errorFrom: z.number().default(400).describe('Lowest status that counts as an error'),
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

type Need = {categories: string; types?: readonly string[]; not?: RegExp; wanted: string};

/** Numeric by category, but not comparable with other numbers. */
const noNumbers = /^(money|oid|reg.*)$/;

// Categories of pg_type.typcategory: N numeric, T timespan, B boolean, D date and time.
const needs: Partial<Record<keyof RequestMappingConfig['columns'], Need>> = {
	time: {categories: 'D', types: ['timestamptz', 'timestamp'], wanted: 'a timestamp'},
	duration: {categories: 'NT', not: noNumbers, wanted: 'a number or an interval'},
	status: {categories: 'NB', not: noNumbers, wanted: 'a number or a boolean'},
};

function fits({categories, types, not}: Need, {type, category}: z.infer<typeof columnRow>): boolean {
	return (types?.includes(type) ?? categories.includes(category)) && !not?.test(type);
}

type Mapped = {readonly role: string; readonly column: string};
/** Why a mapping does not fit the catalog. */
export type MappingProblem =
	| {readonly code: 'relation-hidden'; readonly relation: string; readonly message: string}
	| {readonly code: 'relation-missing'; readonly relation: string}
	| ({readonly code: 'column-missing'; readonly relation: string} & Mapped)
	| ({readonly code: 'column-hidden'} & Mapped)
	| ({readonly code: 'column-type'; readonly type: string; readonly wanted: string} & Mapped);

/** Checks the mapping against the catalog: the relation exists, and each column exists, is readable and has a fitting type. */
export async function checkRequestMapping(
	reader: Reader,
	config: RequestMappingConfig,
): Promise<{mapping: RequestMapping} | {problems: readonly MappingProblem[]}> {
	const {relation} = config;
	const [first = '', second] = relation.split('.');
	const [schema, name] = second === undefined ? [null, first] : [first, second];
	let answer: readonly unknown[];
	try {
		answer = await reader.read(sql => sql.unsafe(sqlBody(columnsSql), [schema, name]));
	} catch (error) {
		// Only USAGE on the schema can be missing here: everything else is in catalogs.
		const {code, message} = toServerError(error);
		if (code !== '42501') throw error;
		return {problems: [{code: 'relation-hidden', relation, message}]};
	}
	const rows = parseRows(answer, columnRow);
	const [found] = rows;
	if (!found) return {problems: [{code: 'relation-missing', relation}]};
	const byName = new Map(rows.map(row => [row.column, row]));
	const problems = Object.entries(config.columns).flatMap(([role, column]): MappingProblem[] => {
		if (column === undefined) return [];
		const row = byName.get(column);
		const need = needs[role as keyof typeof needs];
		if (!row) return [{code: 'column-missing', role, column, relation}];
		if (!row.readable) return [{code: 'column-hidden', role, column}];
		if (need && !fits(need, row)) {
			return [{code: 'column-type', role, column, type: row.type, wanted: need.wanted}];
		}
		return [];
	});
	if (problems.length > 0) return {problems};
	return {
		mapping: {
			...config,
			relation: {schema: found.schema, name: found.relation},
			statusIsSuccess: byName.get(config.columns.status ?? '')?.category === 'B',
			durationIsInterval: byName.get(config.columns.duration)?.category === 'T',
		},
	};
}
