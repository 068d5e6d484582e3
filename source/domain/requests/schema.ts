import * as z from 'zod';
import {requestFacts} from '../../queries/requests/request-source.ts';
import {requestGroup, requestPoint, requestSummary, tenantUsage} from '../../queries/requests/requests.ts';
import {time} from '../../queries/statement.ts';

export const requestsSchema = z.object({
	relation: z.string().describe('Where they are read from'),
	windowHours: z.number(),
	since: time,
	unmapped: z.array(z.enum(requestFacts)).describe('What the configured mapping of requests does not name'),
	summary: requestSummary,
	summaryMethod: z.string(),
	summarySampledAt: time,
	bucketSeconds: z.number(),
	series: z.array(requestPoint).describe('Buckets without requests are left out'),
	paths: z.array(requestGroup).describe('At most 50, the slowest p95 first'),
	servers: z.array(requestGroup.extend({id: z.string()})),
	groupsSampledAt: time,
});

export const tenantsSchema = z.object({
	windowHours: z.number(),
	allRequests: z.number(),
	allTenants: z.number(),
	rows: z
		.array(tenantUsage.extend({name: z.string(), share: z.number().describe('Of all requests, 0 to 1')}))
		.describe('At most 500, the busiest first'),
});

export type Requests = z.output<typeof requestsSchema>;
export type Tenants = z.output<typeof tenantsSchema>;
export type TenantRow = Tenants['rows'][number];
