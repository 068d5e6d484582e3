import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {type SizeMark, type TableTrend, trendOf} from '../../domain/tables/trend.ts';
import {smallBytes} from '../../domain/tables/verdict.ts';
import {trendUnknown, type trendUnknownWords} from '../../domain/tables/words.ts';
import type {CodedBy} from '../../format/coded.ts';
import {openTableSizes, type TableSizes} from '../../history/table-sizes.ts';
import {sanitize} from '../../terminal/sanitize.ts';

type Sized = Pick<TableStatus, 'oid' | 'heapBytes' | 'liveTuples' | 'rowsEstimate'>;

/** How a table has changed, or why that is unknown. */
type Trending = Pick<TableStatus, 'trend' | 'trendUnknown'>;

type TableMemory = {
	/** Stores the sizes, at most once an hour; trends hold until the next time. */
	look(tables: readonly Sized[], server: ServerIdentity, now: Date): void;
	trend(table: Sized): Trending;
	close(): void;
};

const hourMs = 3_600_000;
const retriedMs = 60_000;
/** Only the largest tables get a trend. */
const mostTables = 2000;

/**
Tells whether tables grow or shrink, from the sizes that this host has stored on other days.
@param file undefined stores nothing
*/
export function createTableMemory(file: string | undefined): TableMemory {
	let sizes: TableSizes | undefined;
	let lookedMs: number | undefined;
	let problem: CodedBy<typeof trendUnknownWords> | null =
		file === undefined ? trendUnknown('not-kept') : null;
	let trends = new Map<number, TableTrend | null>();
	return {
		look(tables, server, now) {
			if (file === undefined || (lookedMs !== undefined && now.getTime() - lookedMs < hourMs)) return;
			lookedMs = now.getTime();
			const largest = tables.toSorted((a, b) => (b.heapBytes ?? 0) - (a.heapBytes ?? 0)).slice(0, mostTables);
			const seen = new Map(largest.flatMap(table => markOf(table, now)));
			try {
				sizes ??= openTableSizes(file);
				const system = server.systemIdentifier ?? `${server.host}:${server.port}`;
				const before = sizes.note({system, databaseOid: server.databaseOid}, seen);
				trends = new Map([...seen].map(([oid, mark]) => [oid, trendOf(before.get(oid) ?? [], mark)]));
				problem = null;
			} catch (error) {
				// Another console may hold the file for a moment.
				lookedMs += retriedMs - hourMs;
				problem = trendUnknown('not-writable', {
					file: sanitize(file),
					message: sanitize((error as Error).message),
				});
			}
		},
		trend(table) {
			const trend = trends.get(table.oid) ?? null;
			if (trend !== null) return {trend, trendUnknown: null};
			return {trend, trendUnknown: problem ?? unknownOf(table, trends.has(table.oid))};
		},
		close: () => sizes?.close(),
	};
}

function markOf({oid, heapBytes, liveTuples, rowsEstimate}: Sized, now: Date): Array<[number, SizeMark]> {
	const rows = liveTuples ?? rowsEstimate;
	if (rows === null || heapBytes === null || heapBytes < smallBytes) return [];
	return [[oid, {atMs: now.getTime(), rows, bytes: heapBytes}]];
}

function unknownOf(
	{heapBytes, liveTuples, rowsEstimate}: Sized,
	seen: boolean,
): CodedBy<typeof trendUnknownWords> {
	if (seen) return trendUnknown('too-recent');
	if (heapBytes === null) return trendUnknown('size-unknown');
	if (heapBytes < smallBytes) return trendUnknown('too-small');
	return liveTuples === null && rowsEstimate === null
		? trendUnknown('rows-unknown')
		: trendUnknown('not-sampled');
}
