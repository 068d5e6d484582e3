import type {ExplainDetail, Focus} from '../domain/snapshot/detail.ts';
import {absenceWords} from '../domain/snapshot/words.ts';
import type {MigrationSet} from '../migrations/set.ts';
import {readIndexDetail} from '../queries/indexes/index-detail.ts';
import type {RequestMappingConfig} from '../queries/requests/request-mapping.ts';
import {readRequestSeries} from '../queries/requests/requests.ts';
import {readSessionQuery} from '../queries/statements/explain.ts';
import {readStatementText} from '../queries/statements/statements.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {type DetailReader, sameFocus} from './engine/detail.ts';
import {Unsupported} from './engine/topic.ts';
import {bucketSeconds, createRequestResolver} from './requests/request-window.ts';
import {bucketStart} from './requests/series.ts';
import {readExplain} from './statements/explain.ts';
import {readTableFacts} from './tables/table-facts.ts';

/** A query plan is read again after this. */
const explainedForMs = 60_000;

/** Every kind of detail: one case each. */
export function createDetailReader(
	config: RequestMappingConfig | undefined,
	set: MigrationSet | undefined,
	pack: MigrationSet,
): DetailReader {
	const resolve = createRequestResolver(config);
	// Planned once, not at every sample; after a failure, as for a lock, it is tried again.
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
				return index ? {kind: 'index', index} : new Unsupported(absenceWords('row-gone', {kind: 'index'}));
			}
			case 'table': {
				const table = await readTableFacts(reader, focus.oid, context.server);
				return table ? {kind: 'table', table} : new Unsupported(absenceWords('row-gone', {kind: 'table'}));
			}
			case 'migration': {
				const chosen = set ?? (capabilities.registry ? pack : undefined);
				const file = (await chosen?.load())?.find(({version}) => version === focus.version);
				return file
					? {kind: 'migration', file}
					: new Unsupported(absenceWords('no-file', {version: focus.version}));
			}
			case 'session': {
				const query = await readSessionQuery(reader, focus.pid, focus.backendStart);
				return query === undefined
					? new Unsupported(absenceWords('session-ended'))
					: {kind: 'session', query: sanitize(query)};
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
					? new Unsupported(absenceWords('statement-evicted'))
					: {kind: 'statement', text};
			}
		}
	};
}
