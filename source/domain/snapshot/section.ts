import * as z from 'zod';
import type {Coded} from '../../format/coded.ts';
import {type ServerError, serverErrorSchema} from '../../postgres/server-error.ts';
import {time} from '../../queries/statement.ts';
import {factsSchema} from './coded-schema.ts';

/** Why there is no value: the code and the facts decide, the reason is for people. A clause without a final period. */
export type Absence = {
	readonly code: string;
	readonly facts: z.output<typeof factsSchema>;
	readonly reason: string;
};

/**
What is known of one topic. Absence is data: a pane says why it has nothing to show, and never shows 0 instead.
`failed` keeps the last good value with its age.
*/
export type Section<T> =
	| {readonly status: 'pending'}
	| {readonly status: 'ok'; readonly value: T; readonly sampledAt: Date; readonly tookMs: number}
	| ({readonly status: 'unsupported'; readonly help?: string | undefined} & Absence)
	| ({readonly status: 'denied'; readonly grant: string} & Absence)
	| {
			readonly status: 'failed';
			readonly error: ServerError;
			readonly last?: {readonly value: T; readonly sampledAt: Date} | undefined;
	  };

export const pending: Section<never> = {status: 'pending'};

const pendingSchema = z
	.object({status: z.literal('pending')})
	.describe('Not sampled yet')
	.meta({id: 'Pending'});
const absence = {
	code: z.string().describe('Stable: programs read this'),
	facts: factsSchema,
	reason: z.string().describe('For people: may be worded otherwise in any version'),
};
const unsupportedSchema = z
	.object({
		status: z.literal('unsupported'),
		...absence,
		help: z.string().optional().describe('What would make it available'),
	})
	.describe('The server or database does not have what this requires')
	.meta({id: 'Unsupported'});
const deniedSchema = z
	.object({
		status: z.literal('denied'),
		...absence,
		grant: z.string().describe('The GRANT that would help'),
	})
	.describe('The role may not read it')
	.meta({id: 'Denied'});
const errorSchema = serverErrorSchema.meta({id: 'ServerError'});

/**
The same in JSON, times as ISO strings.
@param name under which the value stands in the JSON schema, once for what is and for what was
*/
export function sectionSchema<Value extends z.ZodType>(name: string, plain: Value) {
	const value = plain.meta({id: name});
	return z.discriminatedUnion('status', [
		pendingSchema,
		z.object({
			status: z.literal('ok'),
			value,
			sampledAt: time,
			tookMs: z.number().describe('Milliseconds the server took'),
		}),
		unsupportedSchema,
		deniedSchema,
		z.object({
			status: z.literal('failed'),
			error: errorSchema,
			last: z.object({value, sampledAt: time}).optional().describe('The last good value'),
		}),
	]);
}

/** The fields of a section without a value. */
export function absenceOf({code, facts, text}: Coded): Absence {
	return {code, facts: {...facts} as Absence['facts'], reason: text};
}

/** The section of what this server or database does not have. */
export function unsupported(why: Coded, help?: string): Section<never> {
	return {status: 'unsupported', ...absenceOf(why), ...(help === undefined ? {} : {help})};
}

/** The section of what the role may not read. */
export function denied(why: Coded, grant: string): Section<never> {
	return {status: 'denied', ...absenceOf(why), grant};
}

/** Why there is no value, and the next step where there is one. */
export function absenceText(section: Extract<Section<unknown>, {status: 'unsupported' | 'denied'}>): string {
	const next = section.status === 'denied' ? `To allow it: ${section.grant};` : section.help;
	return next === undefined ? section.reason : `${section.reason}. ${next}`;
}

/** The reason why this role or database can't do something; a missing privilege comes with its GRANT. */
export type Obstacle = Absence & {readonly grant: string | null};

export function obstacle(why: Coded, grant: string | null = null): Obstacle {
	return {...absenceOf(why), grant};
}

/** The value to show, if there is one: the current, or the last good one. */
export function shownValue<T>(section: Section<T>): {value: T; sampledAt: Date} | undefined {
	if (section.status === 'ok') return section;
	if (section.status === 'failed') return section.last;
	return undefined;
}

/** The section after a failure: what was known before stays, and is told to be old. */
export function failed<T>(error: ServerError, previous: Section<T>): Section<T> {
	const last = shownValue(previous);
	return {
		status: 'failed',
		error,
		...(last ? {last: {value: last.value, sampledAt: last.sampledAt}} : {}),
	};
}

/** The section with another value made of its own, the last good one too. */
export function mapSection<From, To>(section: Section<From>, map: (value: From) => To): Section<To> {
	if (section.status === 'ok') return {...section, value: map(section.value)};
	if (section.status !== 'failed') return section;
	const {last, ...rest} = section;
	return {...rest, ...(last ? {last: {...last, value: map(last.value)}} : {})};
}
