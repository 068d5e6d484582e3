import * as z from 'zod';
import groupsSql from '../../../sql/queries/requests/request-groups.sql';
import seriesSql from '../../../sql/queries/requests/request-series.sql';
import summarySql from '../../../sql/queries/requests/request-summary.sql';
import registrySummarySql from '../../../sql/queries/requests/request-summary-registry.sql';
import tenantsSql from '../../../sql/queries/requests/tenants.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, sqlBody, time} from '../statement.ts';
import {type RequestRange, type RequestSource, withRequests} from './request-source.ts';

const errors = z.number().nullable().describe('Requests with an error status; null where no status is known');

export const requestPoint = z.object({
	at: time.describe('Start of the bucket'),
	count: z.number(),
	errors,
	averageMs: z.number().nullable(),
	p95Ms: z.number().nullable(),
});
export type RequestPoint = z.infer<typeof requestPoint>;

export const requestSummary = z.object({
	total: z.number(),
	errors,
	averageMs: z.number().nullable(),
	p50Ms: z.number().nullable(),
	p95Ms: z.number().nullable(),
	p99Ms: z.number().nullable(),
});
export type RequestSummary = z.infer<typeof requestSummary>;

export const requestGroup = z.object({
	name: z.string(),
	count: z.number(),
	errors,
	averageMs: z.number().nullable(),
	p95Ms: z.number().nullable(),
});
export type RequestGroup = z.infer<typeof requestGroup>;

export const tenantUsage = z.object({
	id: z.string().nullable().describe('Null for requests without a tenant'),
	requests: z.number(),
	users: z.number().nullable().describe('Distinct users; null where the mapping has no user column'),
	averageMs: z.number().nullable(),
	p95Ms: z.number().nullable(),
	errors,
});
export type TenantUsage = z.infer<typeof tenantUsage>;

function readRequests(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
	text: string,
): Promise<readonly unknown[]> {
	return reader.read(sql => sql`${withRequests(sql, source, range)} ${sql.unsafe(sqlBody(text))}`);
}

/** Requests by bucket, from the start of the range to now, without empty buckets. */
export async function readRequestSeries(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
): Promise<RequestPoint[]> {
	return parseRows(await readRequests(reader, source, range, seriesSql), requestPoint);
}

/** Totals of the window: from the function of the pack if installed, otherwise computed here. */
export async function readRequestSummary(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
): Promise<RequestSummary> {
	const text = source.kind === 'registry' ? registrySummarySql : summarySql;
	const [summary] = parseRows(await readRequests(reader, source, range, text), requestSummary);
	if (!summary) throw new Error('The summary of requests returned no row.');
	return summary;
}

/** The slowest paths and servers by p95, up to 50 each. */
export async function readRequestGroups(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
): Promise<{paths: RequestGroup[]; servers: RequestGroup[]}> {
	const rows = await readRequests(reader, source, range, groupsSql);
	const groups = parseRows(rows, requestGroup.extend({kind: z.enum(['path', 'server'])}));
	const ofKind = (kind: 'path' | 'server') =>
		groups
			.filter(group => group.kind === kind)
			.map(({name, count, errors, averageMs, p95Ms}) => ({name, count, errors, averageMs, p95Ms}))
			.sort((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1));
	return {paths: ofKind('path'), servers: ofKind('server')};
}

/** Usage by tenant (the busiest 500), and the totals of all tenants. */
export async function readTenants(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
): Promise<{rows: TenantUsage[]; allRequests: number; allTenants: number}> {
	const rows = await readRequests(reader, source, range, tenantsSql);
	const parsed = parseRows(rows, tenantUsage.extend({allRequests: z.number(), allTenants: z.number()}));
	return {
		rows: parsed.map(({allRequests: _requests, allTenants: _tenants, ...usage}) => usage),
		allRequests: parsed[0]?.allRequests ?? 0,
		allTenants: parsed[0]?.allTenants ?? 0,
	};
}
