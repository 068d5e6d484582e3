import {mappingText, requestsAbsence, requestsHelp} from '../../domain/requests/words.ts';
import {checkRequestMapping, type RequestMappingConfig} from '../../queries/requests/request-mapping.ts';
import type {RequestSource} from '../../queries/requests/request-source.ts';
import {type TopicContext, Unsupported} from '../engine/topic.ts';

/** Windows in hours, with the bucket length of the chart: 60, 72 and 96 buckets. */
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

type Resolved = {source: RequestSource; relation: string};

/** The source of requests in this database: the configured mapping, checked against the catalog, or the registry. */
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
				: new Unsupported(requestsAbsence('no-requests'), requestsHelp);
		}
		// A mapping that does not fit is checked again: it may have been fixed.
		if (!checked || checked instanceof Unsupported || afresh) {
			const answer = await checkRequestMapping(reader, config);
			checked =
				'mapping' in answer
					? {source: {kind: 'mapped', mapping: answer.mapping}, relation: config.relation}
					: new Unsupported(
							requestsAbsence('mapping-mismatch', {
								problems: answer.problems.map(mappingText),
								codes: answer.problems.map(({code}) => code),
							}),
						);
		}
		return checked;
	};
}
