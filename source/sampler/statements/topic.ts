import type {StatementFigures, StatementRow} from '../../domain/statements/schema.ts';
import {statementsAbsence} from '../../domain/statements/words.ts';
import {isOwn} from '../../postgres/own-mark.ts';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import type {StatementCounter} from '../../queries/statements/statement-figures.ts';
import {
	readStatementEntries,
	readStatementsInfo,
	readStatementsPlace,
	readStatementTexts,
	type StatementEntry,
	type StatementsPlace,
} from '../../queries/statements/statements.ts';
import {createCounterTrack} from '../engine/counter-track.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';
import {chooseStatements, sumOf} from './statement-choice.ts';

const notPreloaded = new Unsupported(
	statementsAbsence('not-preloaded'),
	'Run: ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements; (append it to what stands there), restart the server, then run: CREATE EXTENSION pg_stat_statements;',
);

/** pg_stat_statements: the figures of each statement in total, since pgdeck connected, and per second. */
export function statementsTopic(): Topic<'statements'> {
	const place = createPace<StatementsPlace | undefined>({minimumMs: 60_000, share: 0.0002});
	const texts = createStatementTexts();
	const track = createCounterTrack<StatementCounter>();
	let before: {keys: ReadonlySet<string>; statsReset: Date | null} | undefined;
	let evicted = 0;
	let resetSeenAt: Date | null = null;

	return {
		id: 'statements',
		connection: 'analytics',
		// No rule reads it, but the counters since pgdeck connected start with the first reading.
		unseenMs: Number.POSITIVE_INFINITY,
		grant: ({server}) => `GRANT pg_read_all_stats TO ${server.quotedUser}`,
		async read({reader, apart, now, capabilities}) {
			const key = String(capabilities.extensions.includes('pg_stat_statements'));
			const {value} = await place(key, now, apart, readStatementsPlace);
			const known = usable(value);
			if (known instanceof Unsupported) return known;
			const answer = await readAll(reader, known);
			if (answer instanceof Unsupported) return answer;
			const [info, entries] = answer;

			const visible = entries.filter(({queryId}) => queryId !== null);
			const hidden = entries.filter(({queryId}) => queryId === null);
			const epoch = info.statsReset?.toISOString() ?? '';
			const counted = track.take(
				visible.map(entry => ({
					key: keyOf(entry),
					epoch: `${epoch} ${entry.since?.toISOString() ?? ''}`,
					figures: entry.counters,
				})),
				info.serverTime,
			);
			const gone = before ? [...before.keys].filter(id => !counted.has(id)).length : 0;
			const anew = [...counted.values()].filter(({reset}) => reset).length;
			const begun =
				before !== undefined &&
				(before.statsReset?.getTime() !== info.statsReset?.getTime() ||
					(before.keys.size > 0 && gone + anew === before.keys.size));
			if (begun) resetSeenAt = info.serverTime;
			else evicted += gone + anew;
			before = {keys: new Set(counted.keys()), statsReset: info.statsReset};

			const all = visible.map(entry => rowOf(entry, counted.get(keyOf(entry))));
			const others = () => all.filter(row => !texts.isOwn(row));
			// New leaders may include statements of pgdeck, recognized by their texts.
			await texts.read(chooseStatements(others()), known, now, apart);
			const rest = others();
			const rows = await texts.read(chooseStatements(rest), known, now, apart);
			return {
				schema: known.schema,
				version: known.version,
				serverTime: info.serverTime,
				connectedAt: track.since ?? info.serverTime,
				entries: entries.length,
				mostEntries: known.most,
				hidden: hidden.length,
				own: all.length - rest.length,
				deallocations: info.deallocations,
				evicted,
				statsReset: info.statsReset,
				resetSeenAt,
				planning: known.planning === true,
				ioTiming: known.ioTiming,
				blockBytes: known.blockBytes,
				sums: sumOf([...counted.values(), ...hidden.map(hiddenFigures)]),
				rows,
			};
		},
	};
}

function usable(place: StatementsPlace | undefined): StatementsPlace | Unsupported {
	if (!place) {
		return new Unsupported(
			statementsAbsence('no-extension'),
			'Run: CREATE EXTENSION pg_stat_statements; The server requires it in shared_preload_libraries too, which takes a restart.',
		);
	}
	if (!place.columns.includes('total_exec_time')) {
		return new Unsupported(
			statementsAbsence('old-extension', {version: place.version}),
			'Run: ALTER EXTENSION pg_stat_statements UPDATE;',
		);
	}
	// The driver reads a dot in a name as the separator of schema and name.
	if (place.schema.includes('.')) {
		return new Unsupported(
			statementsAbsence('schema-name', {schema: place.schema}),
			'Run: ALTER EXTENSION pg_stat_statements SET SCHEMA public;',
		);
	}
	return place;
}

async function readAll(reader: Reader, place: StatementsPlace) {
	try {
		return await Promise.all([readStatementsInfo(reader, place), readStatementEntries(reader, place)]);
	} catch (error) {
		// "pg_stat_statements must be loaded via shared_preload_libraries"
		if (toServerError(error).code === '55000') return notPreloaded;
		throw error;
	}
}

function keyOf({queryId, userId, databaseId, toplevel}: StatementEntry): string {
	return `${queryId}/${userId}/${databaseId}${toplevel ? '' : '/nested'}`;
}

function rowOf(entry: StatementEntry, counted: StatementFigures | undefined): StatementRow {
	const {queryId, counters, gauges, ...rest} = entry;
	return {
		id: keyOf(entry),
		queryId: queryId ?? '',
		...rest,
		...gauges,
		text: null,
		counted: counted ?? {total: counters, sinceConnected: null, perSecond: null, reset: false},
	};
}

/** Rows without a query id cannot be tracked: they have totals only. */
function hiddenFigures({counters}: StatementEntry): StatementFigures {
	return {total: counters, sinceConnected: null, perSecond: null, reset: false};
}

/** Text length for the list; the detail view reads the full text. */
const listTextLength = 1000;
const cacheSize = 2000;
const minimumMs = 5000;
/** Share of one core: each time the server reads its whole file of texts, which may be hundreds of megabytes. */
const share = 0.002;

/** The texts of the shown statements: missing ones are read together, once each, as often as their cost allows. */
function createStatementTexts() {
	const cache = new Map<string, string | null>();
	let nextAt = 0;
	const keyOf = ({queryId, databaseId}: Pick<StatementRow, 'queryId' | 'databaseId'>) =>
		`${queryId}/${databaseId}`;
	const read = async (
		rows: readonly StatementRow[],
		place: StatementsPlace,
		now: Date,
		apart: Reader,
	): Promise<StatementRow[]> => {
		const missing = rows.filter(row => !cache.has(keyOf(row)));
		if (missing.length > 0 && now.getTime() >= nextAt) {
			const before = apart.cost.tookMs;
			const ids = [...new Set(missing.map(({queryId}) => queryId))];
			for (const text of await readStatementTexts(apart, place, ids, listTextLength)) {
				cache.set(keyOf(text), text.text);
			}
			nextAt = now.getTime() + Math.max(minimumMs, (apart.cost.tookMs - before) / share);
			for (const key of cache.keys()) {
				if (cache.size <= cacheSize) break;
				cache.delete(key);
			}
		}
		return rows.map(row => ({...row, text: cache.get(keyOf(row)) ?? null}));
	};
	return {
		read,
		/** Whether it is known to be a query of pgdeck. */
		isOwn: (row: Pick<StatementRow, 'queryId' | 'databaseId'>) => isOwn(cache.get(keyOf(row)) ?? ''),
	};
}
