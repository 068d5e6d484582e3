import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {type SizeMark, type TableTrend, trendOf} from '../../domain/tables/trend.ts';
import {smallBytes} from '../../domain/tables/verdict.ts';
import {openTableSizes, type TableSizes} from '../../history/table-sizes.ts';
import {sanitize} from '../../terminal/sanitize.ts';

type Sized = Pick<TableStatus, 'oid' | 'heapBytes' | 'liveTuples' | 'rowsEstimate'>;

/** What is told of a table beside its row: how it has changed, or why that is not known. */
type Trending = Pick<TableStatus, 'trend' | 'trendUnknown'>;

type TableMemory = {
	/** Notes sizes, at most once an hour; what it tells of them holds until the next time. */
	look(tables: readonly Sized[], server: ServerIdentity, now: Date): void;
	trend(table: Sized): Trending;
	close(): void;
};

const hourMs = 3_600_000;
const retriedMs = 60_000;
/** The largest: of more than these nobody looks at the trend. */
const mostTables = 2000;

/**
Whether tables grow or shrink, by what this host has noted of them on other days.
@param file undefined keeps nothing
*/
export function createTableMemory(file: string | undefined): TableMemory {
	let sizes: TableSizes | undefined;
	let lookedMs: number | undefined;
	let problem: string | null = file === undefined ? 'no sizes of earlier days are kept' : null;
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
				// Another console may have kept it busy for a moment.
				lookedMs += retriedMs - hourMs;
				problem = `sizes of earlier days can't be kept in ${sanitize(file)}: ${sanitize((error as Error).message)}`;
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

function unknownOf({heapBytes, liveTuples, rowsEstimate}: Sized, seen: boolean): string {
	if (seen) return 'this host has looked at it for less than a day';
	if (heapBytes === null) return 'its size is not known';
	if (heapBytes < smallBytes) return 'it is too small to tell';
	return liveTuples === null && rowsEstimate === null
		? 'its rows were never counted'
		: 'it was not looked at yet';
}
