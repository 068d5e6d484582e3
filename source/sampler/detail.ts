import type {MigrationFile} from '../migrations/formats/dbmate.ts';
import type {MigrationSet} from '../migrations/set.ts';
import {type IndexDetail, readIndexDetail} from '../queries/index-detail.ts';
import type {RequestMappingConfig} from '../queries/request-mapping.ts';
import {type RequestPoint, readRequestSeries} from '../queries/requests.ts';
import {bucketSeconds, createRequestResolver} from './request-window.ts';
import {bucketStart} from './series.ts';
import {type TopicContext, Unsupported} from './topic.ts';

/** The row that is opened, where its detail takes a question of its own. */
export type Focus =
	| {readonly kind: 'tenant'; readonly id: string | null}
	| {readonly kind: 'index'; readonly oid: number}
	| {readonly kind: 'migration'; readonly version: string};

export type Detail =
	| {kind: 'tenant'; since: Date; bucketSeconds: number; series: readonly RequestPoint[]}
	| {kind: 'index'; index: IndexDetail}
	| {kind: 'migration'; file: MigrationFile};

export function sameFocus(a: Focus | undefined, b: Focus | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

export function createDetailReader(
	config: RequestMappingConfig | undefined,
	set: MigrationSet | undefined,
	pack: MigrationSet,
) {
	const resolve = createRequestResolver(config);
	return async (focus: Focus, context: TopicContext): Promise<Detail | Unsupported> => {
		const {reader, now, windowHours, capabilities} = context;
		switch (focus.kind) {
			case 'tenant': {
				const resolved = await resolve(context);
				if (resolved instanceof Unsupported) return resolved;
				const bucket = bucketSeconds(windowHours);
				const since = bucketStart(new Date(now.getTime() - windowHours * 3_600_000), bucket);
				const range = {since, windowHours, bucketSeconds: bucket, tenant: focus.id};
				const series = await readRequestSeries(reader, resolved.source, range);
				return {kind: 'tenant', since, bucketSeconds: bucket, series};
			}
			case 'index': {
				const index = await readIndexDetail(reader, focus.oid);
				return index ? {kind: 'index', index} : new Unsupported('The index is gone.');
			}
			case 'migration': {
				const chosen = set ?? (capabilities.registry ? pack : undefined);
				const file = (await chosen?.load())?.find(({version}) => version === focus.version);
				return file ? {kind: 'migration', file} : new Unsupported('There is no file for this version.');
			}
		}
	};
}
