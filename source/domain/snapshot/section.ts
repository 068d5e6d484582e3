import * as z from 'zod';
import {type ServerError, serverErrorSchema} from '../../postgres/server-error.ts';
import {time} from '../../queries/statement.ts';

/**
What is known of one topic. Absence is data: a pane says why it has nothing to show, and never shows 0 instead.
`failed` keeps the last good value with its age.
*/
export type Section<T> =
	| {readonly status: 'pending'}
	| {readonly status: 'ok'; readonly value: T; readonly sampledAt: Date; readonly tookMs: number}
	| {readonly status: 'unsupported'; readonly reason: string; readonly since?: number | undefined}
	| {readonly status: 'denied'; readonly reason: string; readonly grant: string}
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
const unsupportedSchema = z
	.object({
		status: z.literal('unsupported'),
		reason: z.string(),
		since: z.int().optional().describe('Major version that has it'),
	})
	.describe('The server or database does not have what this stands on')
	.meta({id: 'Unsupported'});
const deniedSchema = z
	.object({
		status: z.literal('denied'),
		reason: z.string(),
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
