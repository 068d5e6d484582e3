import type {StatementFigures, StatementRow} from '../../domain/statements/schema.ts';
import {statementsAbsence} from '../../domain/statements/words.ts';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import type {StatementCounter} from '../../queries/statements/statement-figures.ts';
import {
	readStatementEntries,
	readStatementsInfo,
	readStatementsPlace,
	type StatementEntry,
	type StatementsPlace,
} from '../../queries/statements/statements.ts';
import {createCounterTrack} from '../engine/counter-track.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';
import {chooseStatements, sumOf} from './statement-choice.ts';
import {createStatementTexts} from './statement-texts.ts';

const notPreloaded = new Unsupported(
	statementsAbsence('not-preloaded'),
	'Run: ALTER SYSTEM SET shared_preload_libraries = pg_stat_statements; (append it to what stands there), restart the server, then run: CREATE EXTENSION pg_stat_statements;',
);

/** pg_stat_statements: what every statement cost, in all, since pgdeck connected, and a second. */
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
		// No finding stands on it; but what is counted since pgdeck connected begins with the first reading.
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
			// Among those that lead for the first time there may be own ones: their texts tell.
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
	// The driver takes a dot in a name for the border between schema and name.
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

/** Rows without an identity can't be followed: they count in all, and not since. */
function hiddenFigures({counters}: StatementEntry): StatementFigures {
	return {total: counters, sinceConnected: null, perSecond: null, reset: false};
}
