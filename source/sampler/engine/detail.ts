import type {Section} from '../../domain/snapshot/section.ts';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {type IndexDetail, readIndexDetail} from '../../queries/indexes/index-detail.ts';
import type {RequestMappingConfig} from '../../queries/requests/request-mapping.ts';
import {type RequestPoint, readRequestSeries} from '../../queries/requests/requests.ts';
import {readSessionQuery} from '../../queries/statements/explain.ts';
import {readStatementText} from '../../queries/statements/statements.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import {bucketSeconds, createRequestResolver} from '../requests/request-window.ts';
import {bucketStart} from '../requests/series.ts';
import {type ExplainDetail, type ExplainFocus, readExplain} from '../statements/explain.ts';
import {readTableFacts, type TableFacts} from '../tables/table-facts.ts';
import type {SampleContext} from './lane.ts';
import {type TopicContext, Unsupported} from './topic.ts';

/** The row that is opened, where its detail takes a question of its own. */
export type Focus =
	| {readonly kind: 'tenant'; readonly id: string | null}
	| {readonly kind: 'index'; readonly oid: number}
	| {readonly kind: 'migration'; readonly version: string}
	| {readonly kind: 'session'; readonly pid: number; readonly backendStart: string}
	| {readonly kind: 'table'; readonly oid: number}
	| ExplainFocus
	| {readonly kind: 'statement'; readonly queryId: string; readonly databaseId: number};

export type Detail =
	| {kind: 'tenant'; since: Date; bucketSeconds: number; series: readonly RequestPoint[]}
	| {kind: 'index'; index: IndexDetail}
	| {kind: 'migration'; file: MigrationFile}
	| {kind: 'session'; query: string}
	| {kind: 'table'; table: TableFacts}
	| ExplainDetail
	| {kind: 'statement'; text: string};

export function sameFocus(a: Focus | undefined, b: Focus | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

export type DetailReader = (focus: Focus, context: TopicContext) => Promise<Detail | Unsupported>;

/** How long a plan is taken to be that of the moment. */
const explainedForMs = 60_000;

export function createDetailReader(
	config: RequestMappingConfig | undefined,
	set: MigrationSet | undefined,
	pack: MigrationSet,
): DetailReader {
	const resolve = createRequestResolver(config);
	// Planned once, not again at every sample; where that was in vain, as for a lock, it is tried again.
	let explained: {focus: Focus; detail: ExplainDetail; at: Date} | undefined;
	return async (focus, context) => {
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
			case 'table': {
				const table = await readTableFacts(reader, focus.oid, context.server);
				return table ? {kind: 'table', table} : new Unsupported('The table is gone.');
			}
			case 'migration': {
				const chosen = set ?? (capabilities.registry ? pack : undefined);
				const file = (await chosen?.load())?.find(({version}) => version === focus.version);
				return file ? {kind: 'migration', file} : new Unsupported('There is no file for this version.');
			}
			case 'session': {
				const query = await readSessionQuery(reader, focus.pid, focus.backendStart);
				return query === undefined
					? new Unsupported('The session is gone.')
					: {kind: 'session', query: sanitise(query)};
			}
			case 'explain': {
				const known = explained && sameFocus(explained.focus, focus) ? explained : undefined;
				if (known && now.getTime() - known.at.getTime() < explainedForMs) return known.detail;
				const detail = await readExplain(focus, context);
				explained = detail instanceof Unsupported ? undefined : {focus, detail, at: now};
				return detail;
			}
			case 'statement': {
				const text = await readStatementText(reader, focus);
				return text === undefined
					? new Unsupported('It is no longer in pg_stat_statements.')
					: {kind: 'statement', text};
			}
		}
	};
}

/** The opened row's detail as a section: whatever goes wrong with it is its own. */
export async function readDetailSection(
	read: DetailReader,
	focus: Focus,
	context: SampleContext,
	reader: Reader,
): Promise<Section<Detail>> {
	try {
		const value = await read(focus, {...context, reader, apart: reader, afresh: false, shown: true});
		return value instanceof Unsupported
			? {status: 'unsupported', reason: value.reason}
			: {status: 'ok', value, sampledAt: context.now, tookMs: reader.cost.tookMs};
	} catch (error) {
		return {status: 'failed', error: toServerError(error)};
	}
}
