import type {Figures} from '../../domain/snapshot/counted.ts';
import {describeError} from '../../postgres/server-error.ts';
import {
	type DatabaseCounter,
	type DatabaseRow,
	databaseCounters,
	readDatabaseSizes,
	readDatabases,
	readFreezeLimits,
	readPreparedTransactions,
} from '../../queries/databases/databases.ts';
import {createCounterTrack} from '../engine/counter-track.ts';
import {pacedPart} from '../engine/part.ts';
import type {Topic} from '../engine/topic.ts';

/** Every database of the server. */
export function databasesTopic(): Topic<'databases'> {
	const track = createCounterTrack<DatabaseCounter>();
	const sizes = pacedPart<Array<{oid: number; bytes: number | null}>>(300_000);
	return {
		id: 'databases',
		connection: 'analytics',
		// Findings of wraparound, checksums, deadlocks and forgotten transactions stand on it.
		unseenMs: 30_000,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now}) {
			const [limits, rows, prepared, size] = await Promise.all([
				readFreezeLimits(reader),
				readDatabases(reader),
				readPreparedTransactions(reader),
				sizes('', now, apart, undefined, readDatabaseSizes),
			]);
			const bytes = new Map(
				(size.status === 'ok' ? size.value : []).map(item => [item.oid, item.bytes] as const),
			);
			const counted = track.take(
				rows.map(row => ({
					key: String(row.oid),
					epoch: row.statsReset?.toISOString() ?? '',
					figures: Object.fromEntries(
						databaseCounters.map(name => [name, row[name]]),
					) as Figures<DatabaseCounter>,
				})),
				limits.serverTime,
			);
			return {
				...limits,
				connectedAt: track.since ?? limits.serverTime,
				sizesSampledAt: size.status === 'ok' ? size.sampledAt : null,
				sizesUnknown: size.status === 'failed' ? describeError(size.error) : null,
				prepared,
				rows: rows.flatMap(row => {
					const figures = counted.get(String(row.oid));
					return figures ? [{...factsOf(row), sizeBytes: bytes.get(row.oid) ?? null, counted: figures}] : [];
				}),
			};
		},
	};
}

/** The columns that are not counters. */
function factsOf(row: DatabaseRow): Omit<DatabaseRow, DatabaseCounter> {
	const counters: ReadonlySet<string> = new Set(databaseCounters);
	return Object.fromEntries(Object.entries(row).filter(([name]) => !counters.has(name))) as Omit<
		DatabaseRow,
		DatabaseCounter
	>;
}
