import {errorShare} from '../../domain/requests/error-share.ts';
import type {Requests, Tenants} from '../../domain/requests/schema.ts';
import * as format from '../../format/quantities.ts';
import {type DrawTable, facts} from './still-table.ts';

export function requestsText(value: Requests, table: DrawTable): string {
	return [
		facts([
			['window', `${value.windowHours} h of ${value.relation}`],
			['requests', format.count(value.summary.total)],
			['errors', format.percent(errorShare(value.summary.errors, value.summary.total))],
			['average', format.duration(value.summary.averageMs)],
			['p50', format.duration(value.summary.p50Ms)],
			['p95', format.duration(value.summary.p95Ms)],
			['p99', format.duration(value.summary.p99Ms)],
			['method', value.summaryMethod],
		]),
		value.unmapped.includes('path')
			? '  n/a: requests.columns.path is not mapped in the configuration.'
			: table(
					value.paths.map(path => ({
						path: path.name,
						requests: format.count(path.count),
						errors: format.percent(errorShare(path.errors, path.count)),
						average: format.duration(path.averageMs),
						p95: format.duration(path.p95Ms),
					})),
				),
	].join('\n');
}

export function tenantsText(value: Tenants, table: DrawTable): string {
	return table(
		value.rows.map(tenant => ({
			tenant: tenant.name,
			requests: format.count(tenant.requests),
			share: format.percent(tenant.share),
			users: format.count(tenant.users),
			average: format.duration(tenant.averageMs),
			p95: format.duration(tenant.p95Ms),
			errors: format.percent(errorShare(tenant.errors, tenant.requests)),
		})),
	);
}
