import * as z from 'zod';
import placeSql from '../../../sql/queries/statements/statements-place.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, readRows, time} from '../statement.ts';
import {
	figureColumns,
	namedFigures,
	type StatementCounter,
	type StatementGauge,
} from './statement-figures.ts';

const placeRow = z.object({
	schema: z.string(),
	version: z.string(),
	columns: z.array(z.string()),
	info: z.boolean(),
	most: z.int().nullable(),
	planning: z.boolean().nullable(),
	ioTiming: z.boolean(),
	blockBytes: z.int(),
});
export type StatementsPlace = z.infer<typeof placeRow>;

const infoRow = z.object({
	serverTime: time,
	deallocations: z.number().nullable(),
	statsReset: time.nullable(),
});
type StatementsInfo = z.infer<typeof infoRow>;

const entryRow = z.object({
	queryId: z.string().nullable(),
	userId: z.number(),
	user: z.string(),
	databaseId: z.number(),
	database: z.string().nullable(),
	toplevel: z.boolean(),
	since: time.nullable(),
	figures: z.string(),
});

/** One entry of pg_stat_statements, without its text, which the server reads from a file. */
export type StatementEntry = Omit<z.infer<typeof entryRow>, 'figures'> & {
	readonly counters: Readonly<Record<StatementCounter, number | null>>;
	readonly gauges: Readonly<Record<StatementGauge, number>>;
};

const textRow = z.object({queryId: z.string(), databaseId: z.number(), text: z.string().nullable()});
type StatementText = z.infer<typeof textRow>;

/** @returns undefined without the extension */
export async function readStatementsPlace(reader: Reader): Promise<StatementsPlace | undefined> {
	const [place] = await readRows(reader, placeSql, placeRow);
	return place;
}

/** The last reset and the deallocations: version 1.9 and later. */
export async function readStatementsInfo(
	reader: Reader,
	{schema, info}: StatementsPlace,
): Promise<StatementsInfo> {
	const rows = await reader.read(sql =>
		info
			? sql`
				select clock_timestamp() as "serverTime", dealloc as "deallocations", stats_reset as "statsReset"
				from ${sql(schema)}.pg_stat_statements_info()`
			: sql`select clock_timestamp() as "serverTime", null as "deallocations", null as "statsReset"`,
	);
	const [row] = parseRows(rows, infoRow);
	if (!row) throw new Error('pg_stat_statements_info() returned no row.');
	return row;
}

/** All entries. The figures of an entry come in one array: parsing thousands of rows with forty columns is slow. */
export async function readStatementEntries(
	reader: Reader,
	{schema, columns}: StatementsPlace,
): Promise<StatementEntry[]> {
	const present = new Set(columns);
	const wanted = figureColumns(present);
	const rows = await reader.read(
		sql => sql`
			select
				s.queryid::text as "queryId",
				s.userid::int8 as "userId",
				pg_catalog.pg_get_userbyid(s.userid)::text as "user",
				s.dbid::int8 as "databaseId",
				d.datname::text as "database",
				${present.has('toplevel') ? sql`s.toplevel` : sql`true`} as "toplevel",
				${present.has('stats_since') ? sql`s.stats_since` : sql`null::timestamptz`} as "since",
				array[${wanted.map((column, index) => sql`${index === 0 ? sql`` : sql`, `}s.${sql(column)}`)}]::float8[]::text as "figures"
			from ${sql(schema)}.pg_stat_statements(false) s
			left join pg_catalog.pg_database d on d.oid = s.dbid`,
	);
	return parseRows(rows, entryRow).map(({figures, ...entry}) => {
		const values = figures.slice(1, -1).split(',').map(Number);
		return {...entry, ...namedFigures(new Map(wanted.map((column, index) => [column, values[index] ?? 0])))};
	});
}

/** The texts of these queries, truncated. The server reads its whole file of texts, even for one. */
export async function readStatementTexts(
	reader: Reader,
	{schema}: StatementsPlace,
	queryIds: readonly string[],
	longest: number,
): Promise<StatementText[]> {
	const rows = await reader.read(
		sql => sql`
			select distinct on (s.queryid, s.dbid)
				s.queryid::text as "queryId",
				s.dbid::int8 as "databaseId",
				left(s.query, ${longest}::int) as "text"
			from ${sql(schema)}.pg_stat_statements(true) s
			where s.queryid = any (string_to_array(${queryIds.join()}, ',')::int8[])`,
	);
	return parseRows(rows, textRow);
}

/** The most characters read of one text: generated statements may have megabytes. */
const longestText = 100_000;

/** One text in full. */
export async function readStatementText(
	reader: Reader,
	{queryId, databaseId}: {queryId: string; databaseId: number},
): Promise<string | undefined> {
	const place = await readStatementsPlace(reader);
	if (!place) return undefined;
	const texts = await readStatementTexts(reader, place, [queryId], longestText);
	return texts.find(text => text.databaseId === databaseId)?.text ?? undefined;
}
