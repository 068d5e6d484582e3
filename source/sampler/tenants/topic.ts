import {requestsAbsence} from '../../domain/requests/words.ts';
import {type Names, readTenantNames} from '../../queries/requests/names.ts';
import type {RequestMappingConfig} from '../../queries/requests/request-mapping.ts';
import {readTenants} from '../../queries/requests/requests.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';
import {bucketSeconds, createRequestResolver} from '../requests/request-window.ts';

export function tenantsTopic(config: RequestMappingConfig | undefined): Topic<'tenants'> {
	const resolve = createRequestResolver(config);
	const names = createPace<Names>({minimumMs: 60_000, share: 0.0002});
	return {
		id: 'tenants',
		connection: 'analytics',
		grant: ({server}) =>
			`GRANT SELECT ON ${config?.relation ?? 'request_logs, tenants'} TO ${server.quotedUser}`,
		async read(context) {
			const {reader, apart, now, windowHours, capabilities} = context;
			const resolved = await resolve(context);
			if (resolved instanceof Unsupported) return resolved;
			const {source} = resolved;
			if (source.kind === 'mapped' && source.mapping.columns.tenant === undefined) {
				return new Unsupported(
					requestsAbsence('no-tenant-column'),
					'Name it as "tenant" among the columns of "requests" in the configuration.',
				);
			}
			const since = new Date(now.getTime() - windowHours * 3_600_000);
			const range = {since, windowHours, bucketSeconds: bucketSeconds(windowHours)};
			const usage = await readTenants(reader, source, range);
			const known =
				source.kind === 'registry' && capabilities.registry
					? (await names('', now, apart, readTenantNames)).value
					: new Map<string, string>();
			return {
				windowHours,
				allRequests: usage.allRequests,
				allTenants: usage.allTenants,
				rows: usage.rows.map(row => ({
					...row,
					name: row.id === null ? '(none)' : (known.get(row.id) ?? row.id),
					share: usage.allRequests === 0 ? 0 : row.requests / usage.allRequests,
				})),
			};
		},
	};
}
