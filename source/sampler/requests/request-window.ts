import {checkRequestMapping, type RequestMappingConfig} from '../../queries/requests/request-mapping.ts';
import type {RequestSource} from '../../queries/requests/request-source.ts';
import type {TopicContext} from '../engine/topic.ts';
import {Unsupported} from '../engine/topic.ts';

/** Hours to look back, with the length of a bucket of the chart: 60, 72 and 96 of them. */
const windows = [
	{hours: 1, bucketSeconds: 60},
	{hours: 6, bucketSeconds: 300},
	{hours: 24, bucketSeconds: 900},
] as const;

export function bucketSeconds(windowHours: number): number {
	return (
		windows.find(({hours}) => hours === windowHours)?.bucketSeconds ?? Math.ceil((windowHours * 3600) / 96)
	);
}

/** What would feed the panes of requests and tenants where nothing does. */
const notMapped = [
	'Nothing here records requests: this database has neither the registry pack (request_logs with',
	'get_request_performance_summary) nor a mapped table. To map your own, name it in the configuration:',
	'{"requests": {"relation": "public.access_log", "columns": {"time": "at", "duration": "took_ms",',
	'"status": "status", "tenant": "customer_id", "user": "user_id", "path": "path"}}}',
].join(' ');

type Resolved = {source: RequestSource; relation: string};

/** Where requests come from on this database: the configured mapping, checked against its catalog, or the registry. */
export function createRequestResolver(config: RequestMappingConfig | undefined) {
	let checked: Resolved | Unsupported | undefined;
	return async ({
		reader,
		capabilities,
		afresh,
	}: Pick<TopicContext, 'reader' | 'capabilities' | 'afresh'>): Promise<Resolved | Unsupported> => {
		if (!config) {
			return capabilities.requests
				? {source: {kind: 'registry'}, relation: 'request_logs'}
				: new Unsupported(notMapped);
		}
		// What does not fit is looked at again: someone may be mending it.
		if (!checked || checked instanceof Unsupported || afresh) {
			const answer = await checkRequestMapping(reader, config);
			checked =
				'mapping' in answer
					? {source: {kind: 'mapped', mapping: answer.mapping}, relation: config.relation}
					: new Unsupported(
							`The configured mapping does not fit this database. ${answer.problems.join(' ')}`,
						);
		}
		return checked;
	};
}
