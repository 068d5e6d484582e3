import {type Names, readServerNames} from '../../queries/requests/names.ts';
import type {RequestMappingConfig} from '../../queries/requests/request-mapping.ts';
import {unmappedFacts} from '../../queries/requests/request-source.ts';
import {
	type RequestGroup,
	type RequestPoint,
	type RequestSummary,
	readRequestGroups,
	readRequestSeries,
	readRequestSummary,
} from '../../queries/requests/requests.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';
import {bucketSeconds, createRequestResolver} from './request-window.ts';
import {mergeSeries, seriesFrom} from './series.ts';

/*
Every sample reads only the last two buckets of the chart: older ones do not change, except for rows inserted late, for which
the whole chart is read again every ten minutes. The summary and the lists sort the whole window: they are read as often as
their cost allows, and carry their age.
*/
export function requestsTopic(config: RequestMappingConfig | undefined): Topic<'requests'> {
	const resolve = createRequestResolver(config);
	const summary = createPace<RequestSummary>({minimumMs: 0, share: 0.002});
	const groups = createPace<{paths: RequestGroup[]; servers: RequestGroup[]}>({minimumMs: 0, share: 0.002});
	const names = createPace<Names>({minimumMs: 60_000, share: 0.0002});
	let series: {windowHours: number; points: readonly RequestPoint[]; fullAt: Date} | undefined;
	return {
		id: 'requests',
		connection: 'analytics',
		grant: ({server}) => `GRANT SELECT ON ${config?.relation ?? 'request_logs'} TO ${server.quotedUser}`,
		async read(context) {
			const {reader, apart, now, windowHours, capabilities, afresh} = context;
			const resolved = await resolve(context);
			if (resolved instanceof Unsupported) return resolved;
			const {source, relation} = resolved;
			const bucket = bucketSeconds(windowHours);
			const since = new Date(now.getTime() - windowHours * 3_600_000);
			const range = {since, windowHours, bucketSeconds: bucket};
			if (afresh || series?.windowHours !== windowHours) series = undefined;

			const from = seriesFrom(series, since, now, bucket);
			const newer = await readRequestSeries(reader, source, {...range, since: from});
			const points = mergeSeries(series?.points ?? [], newer, from, since);
			series = {windowHours, points, fullAt: from <= since ? now : (series?.fullAt ?? now)};

			const key = `${windowHours}`;
			const total = await summary(key, now, apart, own => readRequestSummary(own, source, range));
			const lists = await groups(key, now, apart, own => readRequestGroups(own, source, range));
			const serverNames = capabilities.registry
				? (await names('', now, apart, readServerNames)).value
				: new Map<string, string>();
			return {
				relation,
				windowHours,
				since,
				unmapped: unmappedFacts(source),
				summary: total.value,
				summaryMethod:
					source.kind === 'registry'
						? `get_request_performance_summary(${windowHours})`
						: `percentile_disc over ${relation}`,
				summarySampledAt: total.sampledAt,
				bucketSeconds: bucket,
				series: [...points],
				paths: lists.value.paths,
				servers: lists.value.servers.map(group => ({
					...group,
					id: group.name,
					name: serverNames.get(group.name) ?? group.name,
				})),
				groupsSampledAt: lists.sampledAt,
			};
		},
	};
}
