import * as z from 'zod';
import {requestFacts} from '../../queries/requests/request-source.ts';
import {requestGroup, requestPoint, requestSummary, tenantUsage} from '../../queries/requests/requests.ts';
import {time} from '../../queries/statement.ts';

export const requestsSchema = z.object({
	relation: z.string().describe('The request log'),
	windowHours: z.number(),
	since: time,
	unmapped: z.array(z.enum(requestFacts)).describe('Facts without a column in the configured mapping'),
	summary: requestSummary,
	summaryMethod: z.string(),
	summarySampledAt: time,
	bucketSeconds: z.number(),
	series: z.array(requestPoint).describe('Without empty buckets'),
	paths: z.array(requestGroup).describe('Up to 50, the slowest p95 first'),
	servers: z.array(requestGroup.extend({id: z.string()})),
	groupsSampledAt: time,
});

export const tenantsSchema = z.object({
	windowHours: z.number(),
	allRequests: z.number(),
	allTenants: z.number(),
	rows: z
		.array(tenantUsage.extend({name: z.string(), share: z.number().describe('Of all requests, 0 to 1')}))
		.describe('Up to 500, the busiest first'),
});

export type Requests = z.output<typeof requestsSchema>;
export type Tenants = z.output<typeof tenantsSchema>;
export type TenantRow = Tenants['rows'][number];
